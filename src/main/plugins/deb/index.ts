/** Debian packages: suites, components and architectures of apt repositories. Follows pulp_deb. */
import { formatMessage } from '#shared/i18n/format'
import {
  type AnyModel,
  type AnyTaskDefinition,
  definePlugin,
  machineRoot,
  migrationsFrom,
  type RemoteInstance,
} from '#plugin-api'
import './messages.ts'
import { copyQuestions, packageForm, sourceForm } from './by-hand.ts'
import { clientSetup } from './client-setup.ts'
import { discovery } from './discovery/index.ts'
import { clients } from './client/clients.ts'
import { copyApt } from './copy/copy.ts'
import { copyOptions, entryOptions } from './copy/options.ts'
import { finalizeApt } from './finalize.ts'
import { GenericContent, InstallerFileIndex, PackageIndex, ReleaseFile, SourceIndex } from './model/index-file.ts'
import { InstallerPackage, Package, SourcePackage } from './model/package.ts'
import {
  PackageReleaseComponent,
  Release,
  ReleaseArchitecture,
  ReleaseComponent,
  SourcePackageReleaseComponent,
} from './model/release.ts'
import { AptDistribution, AptPublication, AptRemote, AptRepository, VerbatimPublication } from './model/resource.ts'
import { publishLatest } from './publish/autopublish.ts'
import { publishAptTask } from './publish/publish-apt.ts'
import { publishVerbatimTask } from './publish/publish-verbatim.ts'
import { address } from './source/address.ts'
import { packageReasons } from './reason/reasons.ts'
import { packages } from './source/packages.ts'
import { thisMachine } from './source/this-machine.ts'
import { syncApt } from './sync/sync.ts'
import { packageTrust, pins } from './trust.ts'
import { debUpload, udebUpload } from './upload/package-upload.ts'
import { packageCompanions } from './upload/place.ts'
import { sourceUpload } from './upload/source-upload.ts'
import { compareVersions } from './version.ts'

const any = (model: unknown): AnyModel => model as AnyModel

const PACKAGE_COLUMNS = ['package', 'version', 'architecture', 'section', 'size']

const withoutUpload = [
  Release,
  ReleaseArchitecture,
  ReleaseComponent,
  PackageReleaseComponent,
  SourcePackageReleaseComponent,
  ReleaseFile,
  PackageIndex,
  SourceIndex,
  InstallerFileIndex,
  GenericContent,
].map((model) => any(model))

/** Files of a suite change from one publication to the next; files of the pool and files under their hash never do. */
function isMutable(path: string): boolean {
  return !/^pool\/|\/pool\/|(^|\/)by-hash\/|\.(deb|udeb|dsc)$/.test(path)
}

/** The remote as a line of sources.list, about. */
function describeSource(remote: RemoteInstance): string {
  const { distributions, components } = remote as unknown as { distributions: string; components: string | null }
  return [remote.url, distributions, components ?? ''].join(' ').trim()
}

export const deb = definePlugin({
  name: 'deb',
  get label() {
    return formatMessage('plugin.deb.label')
  },
  version: '0.1.0',
  follows: { component: 'deb', version: '3.7.0', package: 'pulp_deb', module: 'pulp_deb.app' },
  migrations: migrationsFrom(import.meta.glob('./migrations/*.sql', { query: '?raw', import: 'default', eager: true })),
  tasks: [copyApt, syncApt, publishAptTask, publishVerbatimTask] as unknown as AnyTaskDefinition[],
  repositories: [
    {
      model: any(AptRepository),
      contentTypes: [any(Package), any(InstallerPackage), any(SourcePackage), ...withoutUpload],
      remoteTypes: [any(AptRemote)],
      mirrorByDefault: false,
      sync: syncApt,
      packageVersions: {
        model: any(Package),
        group: ['package', 'architecture'],
        version: 'version',
        compare: compareVersions,
      },
      isExact: (repository) => (repository as unknown as { verbatim: boolean }).verbatim,
      finalizeNewVersion: finalizeApt,
      onNewVersion: (context, repository, version) => publishLatest(context, repository.pulp_id, version),
    },
  ],
  remotes: [{ model: any(AptRemote), pins }],
  content: [
    {
      model: any(Package),
      upload: { ...debUpload, companions: packageCompanions(any(Package)), form: packageForm('.deb') },
      columns: PACKAGE_COLUMNS,
      trust: packageTrust,
      reasons: packageReasons,
    },
    {
      model: any(InstallerPackage),
      upload: { ...udebUpload, companions: packageCompanions(any(InstallerPackage)), form: packageForm('.udeb') },
      columns: PACKAGE_COLUMNS,
    },
    {
      model: any(SourcePackage),
      upload: { ...sourceUpload, form: sourceForm },
      columns: ['source', 'version', 'section', 'size', 'sha256'],
    },
    ...withoutUpload.map((model) => ({ model })),
  ],
  publications: [
    { model: any(AptPublication), publish: publishAptTask },
    { model: any(VerbatimPublication), publish: publishVerbatimTask },
  ],
  distributions: [
    { model: any(AptDistribution), servesFrom: 'publication', listing: true, isMutable, clientSetup, clients },
  ],
  copy: {
    repository: any(AptRepository),
    entry: entryOptions,
    options: copyOptions,
    get questions() {
      return copyQuestions()
    },
    task: copyApt,
  },
  mirror: {
    get label() {
      return formatMessage('plugin.deb.label')
    },
    repository: any(AptRepository),
    remote: any(AptRemote),
    distribution: any(AptDistribution),
    sources: [address, packages, thisMachine(machineRoot())],
    describeSource,
  },
  discovery,
})
