/** npm of this machine is set up for a mirror, shown to work, flown without a network, and put back as it was. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ClientBody } from '../../src/shared/api/client.ts'
import type { FetchResult } from '../../src/main/engine/client/fetch-missing.ts'
import { type NpmRegistry, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { type ClientApi, startClientApi } from './client-api.ts'
import { ClientSandbox } from './npm-client.ts'
import { NpmMirror } from './npm-mirror.ts'

const PACKAGES = [
  { name: 'sw-hello', version: '1.0.0', dependencies: { '@sw/dep': '^1.0.0' } },
  { name: '@sw/dep', version: '1.2.0' },
  { name: 'sw-alone', version: '2.0.0' },
]
const NPMRC = Buffer.from(
  '; mine\r\nregistry=https://registry.example.org/\r\n//r.example.org/:_authToken=s3cret\n@corp:registry=https://c.example/\n\xff',
  'latin1',
)

let registry: NpmRegistry
let mirror: NpmMirror
let api: ClientApi
let root: string
let file: string
let address: string

async function start(policy: 'immediate' | 'on_demand' = 'immediate'): Promise<void> {
  mirror = new NpmMirror(
    { url: registry.url, package_specs: ['sw-hello', 'sw-alone'], platforms: ['*'], policy },
    { settings: { CLIENT_ROOT: root } },
  )
  expect((await mirror.sync()).error).toBeNull()
  address = await mirror.serve()
  api = await startClientApi(mirror.test, 'app', () => new URL(address).origin)
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stillwater-root-'))
  mkdirSync(join(root, homedir()), { recursive: true })
  file = join(root, homedir(), '.npmrc')
  registry = await startNpmRegistry(PACKAGES)
})
afterEach(async () => {
  await api?.close()
  await mirror?.close()
  await registry.close()
  rmSync(root, { recursive: true, force: true })
})

const npm = async (): Promise<ClientBody> => (await api.get('client-setup/')).clients[0]

test(
  '138 npm is set up with a diff, installs through the mirror, and gets its file back byte for byte',
  { timeout: 120_000 },
  async () => {
    writeFileSync(file, NPMRC)
    chmodSync(file, 0o640)
    await start()
    expect(await npm()).toMatchObject({ id: 'npm', state: 'none', files: [], has_files: true, runs: true })

    const plan = (await api.post('client-setup/plan/')).body
    expect(plan).toMatchObject({ writable: true, files: [{ path: file, exists: true }] })
    expect(plan.files[0].diff.split('\n')[0]).toMatch(/^--- /)
    expect(plan.files[0].diff).toContain(`+registry=${address}`)
    expect(plan.files[0].diff).toContain('+; Stillwater: registry=https://registry.example.org/')
    expect(plan.files[0].diff).not.toContain('s3cret')
    expect(readFileSync(file)).toEqual(NPMRC)

    const applied = await api.post('client-setup/apply/', { digest: plan.digest })
    expect(applied).toMatchObject({ status: 200, body: { state: 'applied', only: false, commands: null } })
    expect(applied.body.applied_at).not.toBeNull()
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readFileSync(file, 'latin1')).toContain('_authToken=s3cret\n@corp:registry=https://c.example/\n')

    // The very file, read by the real client.
    const sandbox = new ClientSandbox({
      'package.json': '{"name":"app","version":"1.0.0"}',
      '.npmrc': readFileSync(file, 'utf8'),
    })
    registry.requests.length = 0
    const installed = await sandbox.run('npm', 'install', 'sw-hello')
    expect(installed, installed.output).toMatchObject({ status: 0 })
    expect(sandbox.has('node_modules/@sw/dep/package.json')).toBe(true)
    expect(registry.requests).toEqual([])
    sandbox.close()

    const undone = await api.post('client-setup/undo/')
    expect(undone).toMatchObject({ status: 200, body: { state: 'none', commands: null } })
    expect(readFileSync(file)).toEqual(NPMRC)
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect((await api.post('client-setup/undo/')).status).toBe(409)
  },
)

test('138 the check runs the real npm and counts what came from the mirror', { timeout: 120_000 }, async () => {
  await start()
  const report = await api.run('client-setup/check/')
  expect(report).toMatchObject({ kind: 'check', ok: true, past: 0, missing: [] })
  expect(report.command).toContain('npm install')
  expect(report.requests).toBeGreaterThanOrEqual(2)
  // The content server's own log says the same.
  await mirror.stopServing()
  const log = readFileSync(join(mirror.test.engine.folder.log, 'access.log'), 'utf8')
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { bytes: number; distribution: string })
  expect(lines.every(({ distribution }) => distribution === 'app')).toBe(true)
  expect({ requests: lines.length, bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0) }).toEqual({
    requests: report.requests,
    bytes: report.bytes,
  })
})

test('138 what somebody else changed is not undone, and a link is not followed', async () => {
  writeFileSync(file, NPMRC)
  await start()
  expect((await api.post('client-setup/apply/', { only: true })).body.state).toBe('applied')
  expect(readFileSync(file, 'latin1')).toContain('; Stillwater: @corp:registry=')
  writeFileSync(file, `${readFileSync(file, 'latin1')}fund=false\n`, 'latin1')
  const changed = await npm()
  expect(changed.state).toBe('changed')
  expect(changed.files[0]?.diff).toContain('+fund=false')
  const refused = await api.post('client-setup/undo/')
  expect(refused.status).toBe(409)
  expect(JSON.stringify(refused.body)).toContain('changed by somebody else')
  expect((await api.post('client-setup/apply/')).status).toBe(409)
  expect((await api.post('client-setup/undo/', { force: true })).body.state).toBe('none')
  expect(readFileSync(file)).toEqual(NPMRC)

  rmSync(file)
  writeFileSync(join(root, 'elsewhere'), 'registry=https://e.example/\n')
  symlinkSync(join(root, 'elsewhere'), file)
  const link = await api.post('client-setup/apply/')
  expect(link.status).toBe(409)
  expect(JSON.stringify(link.body)).toContain('it is a link to')
  expect(readFileSync(join(root, 'elsewhere'), 'utf8')).toBe('registry=https://e.example/\n')
  // A plan that is no longer what was shown.
  rmSync(file)
  expect((await api.post('client-setup/apply/', { digest: 'another' })).status).toBe(409)
  expect((await api.post('client-setup/apply/')).body.state).toBe('applied')
  expect((await api.post('client-setup/undo/')).body.state).toBe('none')
  expect(() => statSync(file)).toThrow()
})

test(
  '139 the airplane test finds every seeded hole and invents none, and fetching closes those that can be',
  { timeout: 120_000 },
  async () => {
    await start('on_demand')
    const stored = ['sw-alone/-/sw-alone-2.0.0.tgz']
    for (const path of stored) await (await fetch(address + path)).arrayBuffer()
    await expect.poll(() => mirror.count('core_artifact')).toBe(1)
    registry.requests.length = 0
    const first = await api.run('airplane-test/', { packages: ['sw-hello', 'sw-alone', 'left-out'] })
    expect(first.ok).toBe(false)
    expect(first.missing.map(({ name, kind }) => [name, kind])).toEqual([['left-out', 'absent']])

    const whole = await api.run('airplane-test/')
    expect(whole.missing.map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
      ['@sw/dep@1.2.0', 'not_stored'],
      ['sw-hello@1.0.0', 'not_stored'],
    ])
    expect(registry.requests).toEqual([])
    expect((await npm()).airplane).toMatchObject({ ok: false, missing_count: 2 })

    const fetched = await api.task('airplane-test/fetch/')
    expect(fetched.result as FetchResult).toMatchObject({ fetched: 2, failed: [] })
    const last = await api.run('airplane-test/')
    expect(last).toMatchObject({ ok: true, missing: [], past: 0 })
    expect((await api.post('airplane-test/fetch/')).status).toBe(409)
  },
)

test(
  '139 a lockfile that names somebody else is shown by what it asks past the mirror',
  { timeout: 120_000 },
  async () => {
    await start()
    const lockfile = JSON.stringify({
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', version: '1.0.0', dependencies: { 'sw-alone': '2.0.0', gone: '1.0.0' } },
        'node_modules/sw-alone': { version: '2.0.0' },
        'node_modules/gone': { version: '1.0.0', resolved: `${registry.url}/gone/-/gone-1.0.0.tgz` },
      },
    })
    const report = await api.run('airplane-test/', { lockfile })
    expect(report.missing.map(({ name, kind }) => [name, kind])).toEqual([['gone@1.0.0', 'absent']])
  },
)
