/** A distribution with a remote fetches what it does not have, for real npm, and has it when there is no network. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientSetup } from '../../src/main/plugins/npm/client-setup.ts'
import { NpmDistribution } from '../../src/main/plugins/npm/models.ts'
import { type NpmRegistry, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { ClientSandbox } from './npm-client.ts'
import { NpmMirror } from './npm-mirror.ts'

let registry: NpmRegistry
let mirror: NpmMirror
let address: string

beforeEach(async () => {
  registry = await startNpmRegistry([
    { name: 'sw-app', version: '1.0.0', dependencies: { '@sw/dep': '^1.0.0' } },
    { name: '@sw/dep', version: '1.1.0' },
    { name: '@sw/dep', version: '1.2.0' },
    { name: 'sw-secret', version: '1.0.0' },
  ])
  mirror = new NpmMirror({ url: registry.url, exclude: ['sw-secret'] })
  address = await mirror.serve()
})
afterEach(async () => {
  await mirror.close()
  await registry.close()
})

const pullThrough = (): void => {
  const { catalogue } = mirror.test.engine
  const [distribution] = NpmDistribution.list(catalogue)
  const { id } = catalogue.prepare('SELECT lower(hex(pulp_id)) AS id FROM core_remote').get() as { id: string }
  distribution?.save({ remote_id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') })
}
const project = (): ClientSandbox => {
  const [npmrc] = clientSetup(null, address)
  const files = { name: 'app', version: '1.0.0', private: true, dependencies: { 'sw-app': '^1.0.0' } }
  return new ClientSandbox({ 'package.json': JSON.stringify(files), '.npmrc': npmrc?.text ?? '' })
}
const status = async (path: string): Promise<number> => (await fetch(address + path)).status

test('70, 77 an unknown package installs through the mirror with its snippet, and again when the registry is gone', async () => {
  const sandbox = project()
  try {
    expect((await sandbox.run('npm', 'install')).status).not.toBe(0)
    expect(registry.requests).toEqual([])
    pullThrough()
    const first = await sandbox.run('npm', 'install')
    expect(first, first.output).toMatchObject({ status: 0 })
    await expect.poll(() => mirror.versions()[0]?.summary.present['npm.package'], { timeout: 10_000 }).toBe(2)
    expect(mirror.count('core_artifact')).toBe(2)
    registry.intercept = () => ({ status: 503, body: 'offline' })
    mirror.test.engine.control.pausedByUser = true
    sandbox.forget()
    const offline = await sandbox.run('npm', 'ci')
    expect(offline, offline.output).toMatchObject({ status: 0 })
    expect(sandbox.read('node_modules/@sw/dep/package.json')).toContain('"1.2.0"')
  } finally {
    mirror.test.engine.control.pausedByUser = false
    sandbox.close()
  }
})

test('70 what nobody has, and what the remote excludes, is asked for once and no more', async () => {
  pullThrough()
  expect([await status('sw-nothing'), await status('sw-nothing'), await status('sw-nothing')]).toEqual([404, 404, 404])
  expect(registry.requests.filter((path) => path.includes('sw-nothing'))).toHaveLength(1)
  expect([await status('sw-secret'), await status('sw-secret/-/sw-secret-1.0.0.tgz')]).toEqual([404, 404])
  expect(registry.requests.filter((path) => path.includes('sw-secret'))).toEqual([])
  expect(await status('sw-app/-/other-1.0.0.tgz')).toBe(404)
  expect(mirror.count('npm_package')).toBe(0)
})

test('70 a tarball that is not what its document says reaches nobody whole and joins no repository', async () => {
  pullThrough()
  registry.intercept = (path) => (path.endsWith('.tgz') ? { status: 200, body: 'something else' } : undefined)
  expect(await status('sw-app/-/sw-app-1.0.0.tgz')).toBe(502)
  expect([mirror.count('core_artifact'), mirror.versions()[0]?.number]).toEqual([0, 0])
})
