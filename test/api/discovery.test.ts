/** The starts of Add a mirror, as the API answers them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Discovery, MirrorProposal } from '../../src/shared/api/discovery.ts'
import { deb } from '../../src/main/plugins/deb/index.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { npm } from '../../src/main/plugins/npm/index.ts'
import { buildDeb, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { projectFiles, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { OWN, startTestApi, type TestApi } from './api.ts'

const ROOT = `${OWN}discovery/`
const SECRET = 'hunter2canary'

let root: string
let api: TestApi
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stillwater-discovery-'))
  const machine = { root, home: join(root, 'home'), environment: {} }
  api = await startTestApi({ plugins: [file, npm, deb], server: { machine } })
})
afterEach(async () => {
  await api.close()
  rmSync(root, { recursive: true })
})

function plant(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const machine = () => api.get(`${ROOT}machine/`) as Promise<Discovery>
const short = ({ plugin, source, name, selected, missing }: MirrorProposal) =>
  [plugin, source, name, selected, ...missing].join(' ')

test('this machine: what its package managers are set to is offered, ticked where it is set, and holds no secrets', async () => {
  plant(
    'home/.npmrc',
    `registry=http://user:${SECRET}@npm.example.test/\n@team:registry=http://team.example.test/\n//x/:_authToken=${SECRET}\n`,
  )
  plant('etc/apt/sources.list', `deb http://bot:${SECRET}@apt.example.test/debian stable main\ndeb cdrom:[x]/ y z\n`)
  plant('home/.config/pip/pip.conf', `[global]\nindex-url=https://u:${SECRET}@pip.example.test/simple\n`)
  const found = await machine()
  expect(found.proposals.map(short)).toEqual([
    'npm registry npm true',
    'npm registry npm-team true',
    'deb this-machine debian-stable true',
  ])
  expect(found.proposals[1]?.input).toEqual({ url: 'http://team.example.test/', include: ['@team/*'] })
  expect(found.proposals[2]?.input).toEqual({ entry: 'http://apt.example.test/debian stable main' })
  expect(found.seen.map(({ tool, plugin }) => [tool, plugin])).toEqual([
    ['npm', 'npm'],
    ['apt', 'deb'],
    ['pip', null],
  ])
  expect(JSON.stringify(found)).not.toContain(SECRET)
  expect(JSON.stringify(await api.get(`${OWN}mirror-types/`))).not.toContain(SECRET)
})

test('a mirror that is there already is said so and not offered again', async () => {
  plant('home/.npmrc', 'registry=http://npm.example.test/\n')
  const [first] = (await machine()).proposals
  const { plugin, source, input, name, policy } = first as MirrorProposal
  const made = await api.call('POST', `${OWN}mirrors/`, { plugin, source, input, name, policy })
  expect(made.status).toBe(202)
  // Nothing is named, so its sync has nothing to do and leaves what clients asked for.
  expect((await api.finished(made.body.task)).state).toBe('completed')
  const distribution = await api.get(made.body.mirror.distribution)
  expect(distribution.remote).toBe(made.body.mirror.remote)
  expect((await machine()).proposals[0]).toMatchObject({ name: 'npm', exists: true, selected: false })
})

test('a project: a mirror for each ecosystem that its files name, the rest as seen', async () => {
  const registry = await startNpmRegistry([{ name: 'calm', version: '1.0.0' }])
  onTestFinished(() => registry.close())
  const lock = projectFiles('lake', registry.packages)['package-lock.json'] ?? ''
  const files = [
    { path: 'lake/package-lock.json', text: lock },
    { path: 'lake/sub/package-lock.json', text: '{"lockfileVersion": 1}' },
    { path: 'lake/Dockerfile', text: 'FROM x\nRUN apt-get update && apt-get install -y curl "$EXTRA" git=1:2\n' },
    { path: 'lake/Cargo.lock', text: '' },
    {
      path: 'lake/app.cdx.json',
      text: JSON.stringify({
        bomFormat: 'CycloneDX',
        components: [
          { purl: 'pkg:npm/%40s/a@1.0.0', components: [{ purl: 'pkg:npm/inner@2.0.0' }] },
          { purl: 'pkg:pypi/x@1' },
          { purl: 'pkg:deb/debian/zlib1g@1%3A1.3?arch=amd64' },
        ],
      }),
    },
    {
      path: 'lake/web.spdx.json',
      text: JSON.stringify({
        spdxVersion: 'SPDX-2.3',
        packages: [
          { externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/calm@1.0.0' }] },
          { name: 'without any' },
        ],
      }),
    },
    { path: 'lake/README.md', text: 'nothing' },
  ]
  const { status, body } = await api.call('POST', `${ROOT}project/`, { files })
  expect(status).toBe(200)
  const { proposals, seen } = body as Discovery
  expect(proposals.map(short)).toEqual([
    'npm lockfile lake true',
    'npm lockfile sub false',
    'npm packages npm-app true',
    'npm packages npm-web true',
    'deb packages apt-packages false url distributions',
  ])
  expect(proposals[0]?.files).toEqual({ package_lock: 'lake/package-lock.json' })
  expect(proposals[1]?.notes[0]).toContain('version 1')
  expect(proposals[2]?.input).toEqual({ package_specs: ['@s/a@1.0.0', 'inner@2.0.0'] })
  expect(proposals[3]?.input).toEqual({ package_specs: ['calm@1.0.0'] })
  expect(proposals[4]?.input).toEqual({ package_query: ['curl', 'git (= 1:2)', 'zlib1g (= 1:1.3)'] })
  expect(proposals[4]?.notes).toEqual(['Passed over: $EXTRA'])
  expect(seen.map(({ file: path, plugin }) => [path, plugin]).toSorted()).toEqual([
    ['lake/Cargo.lock', null],
    ['lake/Dockerfile', 'deb'],
    ['lake/app.cdx.json', 'npm'],
    ['lake/package-lock.json', 'npm'],
    ['lake/sub/package-lock.json', 'npm'],
    ['lake/web.spdx.json', 'npm'],
  ])
})

const probe = (url: string) => api.call('POST', `${ROOT}address/`, { url })

test('an address: an apt archive says its suites, components and architectures, and a key of this machine proves it', async () => {
  const upstream = await startDebUpstream()
  onTestFinished(() => upstream.close())
  const debs = [await buildDeb({ package: 'calm', version: '1' })]
  await upstream.publish({ name: 'stable', components: { main: debs, extra: debs }, architectures: ['amd64', 'arm64'] })
  await upstream.publish({ name: 'testing', components: { main: debs } })
  for (const url of [upstream.url, `${upstream.url}dists/stable/`, `${upstream.url}dists/stable/InRelease`]) {
    const { body } = await probe(url)
    const [found, ...others] = (body as Discovery).proposals
    expect(others).toEqual([])
    expect(found).toMatchObject({ plugin: 'deb', source: 'address', missing: [] })
    expect(found?.input).toMatchObject({ url: upstream.url, distributions: ['stable'], components: ['main'] })
    expect(found?.choices.components?.toSorted()).toEqual(['extra', 'main'])
    expect(found?.choices.architectures).toEqual(['amd64', 'arm64'])
    expect(found?.choices.distributions).toEqual(url === upstream.url ? ['stable', 'testing'] : ['stable'])
    expect(found?.input.gpgkey).toBeUndefined()
  }
  plant('usr/share/keyrings/upstream.asc', upstream.publicKey)
  const { body } = await probe(upstream.url)
  expect((body as Discovery).proposals[0]?.input.gpgkey).toContain('BEGIN PGP PUBLIC KEY')
})

test('an address: a flat apt repository, an npm registry, a manifest, and nothing that is known', async () => {
  const upstream = await startDebUpstream()
  const registry = await startNpmRegistry([{ name: 'calm', version: '1.0.0' }])
  const files = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta' })
  onTestFinished(async () => void (await Promise.all([upstream.close(), registry.close(), files.close()])))
  await upstream.publish({ name: './', components: { x: [await buildDeb({ package: 'calm', version: '1' })] } })
  registry.intercept = (path) => (path === '/-/ping' ? { status: 200, body: '{}' } : undefined)
  const found = async (url: string) => ((await probe(url)).body as Discovery).proposals.map(short)
  expect(await found(upstream.url)).toEqual(
    ['deb address apt false'].map(() => expect.stringMatching(/^deb address .* true$/)),
  )
  expect(await found(registry.url)).toEqual([
    'npm registry npm-127.0.0.1 true',
    'npm packages npm-127.0.0.1-2 false package_specs',
    'npm lockfile npm-127.0.0.1-3 false package_lock',
  ])
  expect(await found(files.url.replace(/PULP_MANIFEST$/, ''))).toEqual([
    expect.stringMatching(/^file address .* true$/),
  ])
  expect(await found(`${upstream.url}nowhere/`)).toEqual([])
})

test('an address that nobody answers, that carries a password, or that is none, is told with the reason', async () => {
  const upstream = await startDebUpstream()
  await upstream.close()
  const dead = await probe(upstream.url)
  expect([dead.status, dead.body.code]).toEqual([expect.any(Number), 'download.unreachable'])
  expect(dead.status).toBeGreaterThanOrEqual(400)
  const secret = await probe(`http://u:${SECRET}@h.test/`)
  expect([secret.status, Object.keys(secret.body)]).toEqual([400, ['url']])
  expect(JSON.stringify(secret.body)).not.toContain(SECRET)
  expect((await probe('not an address')).status).toBe(400)
})

test('recipes name no address: what the machine does not tell is asked for', async () => {
  const before = (await api.get(`${ROOT}recipes/`)) as MirrorProposal[]
  expect(before.find(({ name }) => name === 'apt-minbase')).toMatchObject({ missing: ['url', 'distributions'] })
  plant('etc/apt/sources.list', 'deb http://apt.example.test/debian stable main\n')
  plant('var/lib/dpkg/status', 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n')
  const after = (await api.get(`${ROOT}recipes/`)) as MirrorProposal[]
  expect(after.find(({ name }) => name === 'apt-installed')).toMatchObject({
    source: 'this-machine',
    missing: [],
    input: { installed: true, entry: 'http://apt.example.test/debian stable main' },
  })
})
