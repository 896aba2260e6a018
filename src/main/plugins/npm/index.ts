/** npm packages, as a project's lockfile or a list of specs needs them, served as a live registry. Follows pulp_npm. */
import { formatMessage } from '#shared/i18n/format'
import { type AnyModel, type AnyTaskDefinition, definePlugin, migrationsFrom } from '#plugin-api'
import './messages.ts'
import { clientSetup } from './client-setup.ts'
import { discovery } from './discovery/index.ts'
import { clients } from './client/clients.ts'
import { NpmDistribution, NpmPackage, NpmRemote, NpmRepository } from './models.ts'
import { compareVersions } from './package/order.ts'
import { answerRegistry } from './packument/handler.ts'
import { pullNpm, whenPulled } from './packument/pull-through.ts'
import { routeOf } from './packument/route.ts'
import { lockfile } from './source/lockfile.ts'
import { packages } from './source/packages.ts'
import { registry } from './source/registry.ts'
import { syncNpm } from './sync.ts'
import { packageReasons } from './reason/reasons.ts'
import { packageTrust } from './trust.ts'
import { upload } from './upload.ts'

const any = (model: unknown): AnyModel => model as AnyModel

export const npm = definePlugin({
  name: 'npm',
  get label() {
    return formatMessage('plugin.npm.label')
  },
  version: '0.1.0',
  follows: { component: 'npm', version: '0.5.0', package: 'pulp_npm', module: 'pulp_npm.app' },
  migrations: migrationsFrom(import.meta.glob('./migrations/*.sql', { query: '?raw', import: 'default', eager: true })),
  tasks: [syncNpm] as unknown as AnyTaskDefinition[],
  repositories: [
    {
      model: any(NpmRepository),
      contentTypes: [any(NpmPackage)],
      remoteTypes: [any(NpmRemote)],
      mirrorByDefault: true,
      sync: syncNpm,
      packageVersions: { model: any(NpmPackage), group: ['name'], version: 'version', compare: compareVersions },
    },
  ],
  remotes: [{ model: any(NpmRemote) }],
  content: [
    {
      model: any(NpmPackage),
      upload,
      trust: packageTrust,
      reasons: packageReasons,
      searchBy: ['name', 'version'],
      columns: ['name', 'version', 'size', 'integrity'],
    },
  ],
  publications: [],
  distributions: [
    {
      model: any(NpmDistribution),
      servesFrom: 'version',
      handler: answerRegistry,
      pullThrough: { remoteTypes: [any(NpmRemote)], when: whenPulled, answer: pullNpm },
      isMutable: (path) => routeOf(path).kind !== 'file',
      contentType: (path) => (path.endsWith('.tgz') ? 'application/octet-stream' : null),
      clientSetup,
      clients,
    },
  ],
  mirror: {
    get label() {
      return formatMessage('plugin.npm.label')
    },
    repository: any(NpmRepository),
    remote: any(NpmRemote),
    distribution: any(NpmDistribution),
    sources: [lockfile, packages, registry],
    describeSource: (remote) => remote.url,
  },
  discovery,
})
