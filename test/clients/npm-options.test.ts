/** What the options of a sync mean for npm packages. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientSetup } from '../../src/main/plugins/npm/client-setup.ts'
import { NpmPackage, NpmRepository } from '../../src/main/plugins/npm/models.ts'
import { contentIdsOf } from '../../src/main/engine/repository/version.ts'
import type { MadePackage, NpmRegistry } from '../fixtures/npm-registry.ts'
import { projectFiles, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { ClientSandbox } from './npm-client.ts'
import { NpmMirror } from './npm-mirror.ts'

const VERSIONS = ['1.2.0', '1.9.0', '1.10.0', '2.0.0-rc.2', '2.0.0-rc.10', '2.0.0']
const PACKAGES: MadePackage[] = [
  {
    name: 'sw-root',
    version: '1.0.0',
    dependencies: { '@sw/dep': '^1.0.0' },
    optionalDependencies: { 'sw-extra': '*' },
  },
  { name: '@sw/dep', version: '1.2.0', dependencies: { 'sw-leaf': '~2.1.0' } },
  { name: 'sw-leaf', version: '2.1.3' },
  { name: 'sw-extra', version: '3.0.0' },
  ...VERSIONS.map((version) => ({ name: 'sw-many', version })),
]

let registry: NpmRegistry
let mirror: NpmMirror
beforeEach(async () => {
  registry = await startNpmRegistry(PACKAGES)
})
afterEach(async () => {
  await mirror.close()
  await registry.close()
})

/** What the newest version holds, as `name@version`. */
function held(): string[] {
  const [latest] = mirror.versions()
  const { catalogue } = mirror.test.engine
  const ids = latest ? contentIdsOf(catalogue, latest) : []
  return NpmPackage.list(catalogue, { ids })
    .map(({ name, version }) => `${name}@${version}`)
    .toSorted()
}
const tarballs = (): string[] => registry.requests.filter((line) => line.endsWith('.tgz'))
const setRepository = (values: { retain_package_versions?: number; quarantine?: boolean }): void =>
  NpmRepository.get(mirror.test.engine.catalogue, mirror.repository.pulp_id).save(values)

test('49 a lockfile that did not change is not even read; specs ask for documents and end there', async () => {
  const lock = projectFiles('app', registry.packages.slice(0, 4))['package-lock.json'] ?? ''
  mirror = new NpmMirror({ url: registry.url, package_lock: lock })
  expect(mirror.reports(await mirror.sync())).toHaveProperty(['sync.parsing.metadata'])
  registry.requests.length = 0
  const skipped = mirror.reports(await mirror.sync())
  expect(Object.keys(skipped)).toEqual(['sync.was_skipped'])
  expect([registry.requests, mirror.versions().length]).toEqual([[], 2])
  mirror.setRemote({ platforms: ['*'] })
  expect(mirror.reports(await mirror.sync())).not.toHaveProperty(['sync.was_skipped'])

  mirror.setRemote({ package_lock: null, package_specs: ['sw-root'] })
  expect(mirror.reports(await mirror.sync())).not.toHaveProperty(['sync.was_skipped'])
  const reports = mirror.reports(await mirror.sync())
  expect(reports).toHaveProperty(['sync.was_skipped'])
  expect(reports).not.toHaveProperty(['sync.downloading.packages'])
})

test('51 a tarball that is not there and one that cannot be read are set aside, the others are served', async () => {
  const { packages } = registry
  mirror = new NpmMirror({ url: registry.url, package_specs: ['sw-root', 'sw-many@2.0.0', 'sw-many@1.9.0'] })
  setRepository({ quarantine: true })
  mirror.test.engine.settings.SYNC_QUARANTINE_MAX_PERCENT = 40
  const leaf = packages.find(({ name }) => name === 'sw-leaf')
  registry.intercept = (path) => (path.startsWith('/sw-leaf/-/') ? { status: 404, body: '' } : undefined)
  // A tarball with the right checksum that is no archive.
  const extra = packages.find(({ name }) => name === 'sw-extra')
  if (!leaf || !extra) throw new Error('both are there')
  const wrong = packages.find(({ name }) => name === '@sw/dep')?.tarball ?? Buffer.alloc(0)
  Object.assign(extra, { tarball: wrong, integrity: packages.find(({ name }) => name === '@sw/dep')?.integrity })
  const task = await mirror.sync()
  expect(task).toMatchObject({
    state: 'completed',
    error: null,
    result: {
      quarantined: 2,
      failures: expect.arrayContaining([
        { relative_path: 'sw-leaf/-/sw-leaf-2.1.3.tgz', code: 'download.http_status' },
        { relative_path: 'sw-extra/-/sw-extra-3.0.0.tgz', code: 'npm.name_mismatch' },
      ]),
    },
  })
  expect(held()).toEqual(['@sw/dep@1.2.0', 'sw-many@1.9.0', 'sw-many@2.0.0', 'sw-root@1.0.0'])
  registry.intercept = null
  expect(await mirror.sync()).toMatchObject({ result: { quarantined: 1 } })
  expect(held()).toContain('sw-leaf@2.1.3')
})

test('52 filters go by the names of packages, before anything of them is fetched', async () => {
  mirror = new NpmMirror({
    url: registry.url,
    package_specs: ['sw-root', 'sw-many@2.0.0'],
    exclude: ['@sw/*', 'sw-e*'],
  })
  expect((await mirror.sync()).error).toBeNull()
  expect(held()).toEqual(['sw-leaf@2.1.3', 'sw-many@2.0.0', 'sw-root@1.0.0'])
  expect(tarballs()).toHaveLength(3)
  mirror.setRemote({ exclude: [], include: ['sw-many'] } as never)
  await mirror.sync()
  expect(held()).toEqual(['sw-many@2.0.0'])
})

test('53 a root package and what it needs, mirrored by its name alone, install with npm while nothing else is there', async () => {
  mirror = new NpmMirror({ url: registry.url, package_specs: ['sw-root'] })
  expect((await mirror.sync()).error).toBeNull()
  expect(held()).toEqual(['@sw/dep@1.2.0', 'sw-extra@3.0.0', 'sw-leaf@2.1.3', 'sw-root@1.0.0'])
  const address = await mirror.serve()
  await registry.close()
  const [npmrc] = clientSetup(null, address).filter((one) => one.client === 'npm' && one.file !== null)
  const project = { name: 'app', version: '1.0.0', private: true, dependencies: { 'sw-root': '^1.0.0' } }
  const sandbox = new ClientSandbox({ 'package.json': JSON.stringify(project), '.npmrc': npmrc?.text ?? '' })
  try {
    const installed = await sandbox.run('npm', 'install')
    expect(installed, installed.output).toMatchObject({ status: 0 })
    for (const name of ['sw-root', '@sw/dep', 'sw-leaf', 'sw-extra'])
      expect(sandbox.has(`node_modules/${name}/index.js`)).toBe(true)
  } finally {
    sandbox.close()
  }
})

test('54 the newest versions of each package remain, in the order of semver, and only they are fetched', async () => {
  const older = ['1.2.0', '1.9.0', '1.10.0', '2.0.0-rc.2', '2.0.0-rc.10'].map((version) => `sw-many@${version}`)
  mirror = new NpmMirror({ url: registry.url, package_specs: ['sw-leaf', ...older] })
  setRepository({ retain_package_versions: 3 })
  expect((await mirror.sync({ mirror: false })).error).toBeNull()
  expect(held()).toEqual(['sw-leaf@2.1.3', 'sw-many@1.10.0', 'sw-many@2.0.0-rc.10', 'sw-many@2.0.0-rc.2'])
  expect(tarballs()).toHaveLength(4)
  // A sync that only adds lets go of what is too old now.
  mirror.setRemote({ package_specs: ['sw-many@2.0.0'] })
  await mirror.sync({ mirror: false })
  expect(held()).toEqual(['sw-leaf@2.1.3', 'sw-many@2.0.0', 'sw-many@2.0.0-rc.10', 'sw-many@2.0.0-rc.2'])
  setRepository({ retain_package_versions: 1 })
  await mirror.sync({ mirror: false })
  expect(held()).toEqual(['sw-leaf@2.1.3', 'sw-many@2.0.0'])
})
