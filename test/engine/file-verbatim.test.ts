/** Signatures of upstream checked, and mirrors that are upstream's bit for bit. Keys and signatures are made by gpg. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { FileRemote } from '../../src/main/plugins/file/models.ts'
import { describeError } from '../../src/shared/i18n/format.ts'
import { type Json, startTestApi, type TestApi, V3 } from '../api/api.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

const hasGpg = spawnSync('gpg', ['--version']).status === 0
/** An order, a comment and blanks that an index of ours would not have. */
const MANIFEST = Buffer.from(
  [
    '# upstream',
    `b.txt,${sha256(Buffer.from('beta'))},4`,
    '',
    `a.txt,${sha256(Buffer.from('alpha')).toUpperCase()},5`,
  ].join('\r\n'),
)

let home: string
let api: TestApi
let upstream: FileUpstream
let served: Awaited<ReturnType<typeof startContentServer>>
let signatures: Map<string, Buffer>
let manifest: Buffer

const gpg = (...args: string[]): Buffer =>
  execFileSync(
    'gpg',
    ['--homedir', home, '--batch', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )

function sign(user: string, bytes: Buffer, ...more: string[]): Buffer {
  writeFileSync(join(home, 'PULP_MANIFEST'), bytes)
  gpg(...more, '--local-user', user, '--output', join(home, 'signature'), '--detach-sign', join(home, 'PULP_MANIFEST'))
  return readFileSync(join(home, 'signature'))
}

const keyOf = (user: string): string => gpg('--armor', '--export', user).toString()

beforeEach(async () => {
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta' })
  signatures = new Map()
  manifest = MANIFEST
  upstream.intercept = (path, _request, response) => {
    const body = path === 'PULP_MANIFEST' ? manifest : signatures.get(path)
    if (body) response.end(body)
    return body !== undefined
  }
  api = await startTestApi()
  served = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await served.close()
  await api.close()
  await upstream.close()
})

interface Mirror {
  repository: Json
  remote: Json
  sync(options?: object): Promise<Json>
}

async function mirrorOf(remoteFields: object, repositoryFields: object): Promise<Mirror> {
  const remote = (
    await api.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url, max_retries: 0, ...remoteFields })
  ).body
  const repository = (
    await api.call('POST', `${V3}repositories/file/file/`, {
      name: 'r',
      remote: remote.pulp_href,
      autopublish: true,
      ...repositoryFields,
    })
  ).body
  await api.settle('POST', `${V3}distributions/file/file/`, {
    name: 'r',
    base_path: 'r',
    repository: repository.pulp_href,
  })
  return {
    repository,
    remote,
    sync: (options = {}) => api.settle('POST', `${repository.pulp_href}sync/`, { mirror: true, ...options }),
  }
}

async function get(path: string): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(`${served.url}/pulp/content/r/${path}`)
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
}

const versionsOf = async ({ repository }: Mirror): Promise<number> =>
  (await api.get(`${repository.pulp_href}versions/`)).count

describe.skipIf(!hasGpg)('with gpg', () => {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'stillwater-gpg-'))
    for (const user of ['alice@example.org', 'bob@example.org'])
      gpg('--quick-generate-key', user, 'ed25519', 'sign', 'never')
  })
  afterAll(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    rmSync(home, { recursive: true, force: true })
  })

  test('55 a valid signature of the manifest is accepted, armored as .asc and binary as .sig', async () => {
    const it = await mirrorOf({ signing_keys: keyOf('alice@example.org') }, {})
    signatures.set('PULP_MANIFEST.asc', sign('alice@example.org', manifest, '--armor'))
    const first = await it.sync()
    expect(first).toMatchObject({ state: 'completed', error: null })
    expect(first.result).not.toHaveProperty('warnings')
    signatures.clear()
    signatures.set('PULP_MANIFEST.sig', sign('alice@example.org', manifest))
    expect(await it.sync({ optimize: false })).toMatchObject({ state: 'completed', error: null })
  })

  test('55 a changed manifest, a foreign signature and none at all are refused, and nothing is changed', async () => {
    const it = await mirrorOf({ signing_keys: keyOf('alice@example.org') }, {})
    const codeOf = async (): Promise<string> => (await it.sync()).error.code
    expect(await codeOf()).toBe('signature.missing')
    signatures.set('PULP_MANIFEST.asc', sign('bob@example.org', manifest, '--armor'))
    expect(await codeOf()).toBe('signature.unknown_key')
    signatures.set('PULP_MANIFEST.asc', sign('alice@example.org', manifest, '--armor'))
    manifest = Buffer.from(String(MANIFEST).replace('# upstream', '# tampered'))
    expect(await codeOf()).toBe('signature.invalid')
    signatures.set('PULP_MANIFEST.asc', Buffer.from('no signature'))
    expect(await codeOf()).toBe('signature.malformed')
    expect(await versionsOf(it)).toBe(1)
    expect(upstream.requests.filter((path) => path.endsWith('.txt'))).toEqual([])
  })

  test('55 weak signatures only where the remote allows them by name', async () => {
    gpg('--quick-generate-key', 'short@example.org', 'rsa1024', 'sign', 'never')
    const it = await mirrorOf({ signing_keys: keyOf('short@example.org') }, {})
    signatures.set('PULP_MANIFEST.asc', sign('short@example.org', manifest, '--armor'))
    expect((await it.sync()).error).toMatchObject({ code: 'signature.weak', params: { weakness: 'short_rsa' } })
    await api.settle('PATCH', it.remote.pulp_href, { allow_weak_signatures: ['short_rsa'] })
    expect(await it.sync()).toMatchObject({ state: 'completed', error: null })
    const refused = await api.call('PATCH', it.remote.pulp_href, { allow_weak_signatures: ['everything'] })
    expect(refused.status).toBe(400)
    expect(JSON.stringify(refused.body)).toContain('short_rsa')
  })

  test('48 a verbatim mirror serves the manifest and its signature byte-equal to upstream', async () => {
    const it = await mirrorOf({}, { verbatim: true })
    const signature = sign('alice@example.org', manifest, '--armor')
    signatures.set('PULP_MANIFEST.asc', signature)
    expect(await it.sync()).toMatchObject({ state: 'completed', error: null })
    expect((await get('PULP_MANIFEST')).body).toEqual(MANIFEST)
    expect((await get('PULP_MANIFEST.asc')).body).toEqual(signature)
    expect((await get('a.txt')).body.toString()).toBe('alpha')
    writeFileSync(join(home, 'served'), (await get('PULP_MANIFEST')).body)
    writeFileSync(join(home, 'served.asc'), (await get('PULP_MANIFEST.asc')).body)
    gpg('--verify', join(home, 'served.asc'), join(home, 'served'))
  })

  test('48 a new signature, and the same files written otherwise, are served as well, without a new version', async () => {
    const it = await mirrorOf({}, { verbatim: true })
    await it.sync()
    expect((await get('PULP_MANIFEST.sig')).status).toBe(404)
    manifest = Buffer.from(`${String(MANIFEST)}\n# signed now\n`)
    const signature = sign('alice@example.org', manifest)
    signatures.set('PULP_MANIFEST.sig', signature)
    expect((await it.sync()).error).toBeNull()
    expect(await versionsOf(it)).toBe(2)
    expect((await get('PULP_MANIFEST')).body).toEqual(manifest)
    expect((await get('PULP_MANIFEST.sig')).body).toEqual(signature)
  })
})

test('55 without keys the manifest is used, and the task warns that nobody checked it', async () => {
  const it = await mirrorOf({}, {})
  const task = await it.sync()
  expect(task).toMatchObject({
    state: 'completed',
    result: { warnings: [{ code: 'signature.not_verified', params: { name: 'PULP_MANIFEST' } }] },
  })
  expect(describeError(task.result.warnings[0]).advice).toContain('signing_keys')
  expect((await it.sync()).result.warnings).toHaveLength(1)
})

test('48 each version is published with the manifest it had, also on demand and after upstream moved on', async () => {
  const it = await mirrorOf({ policy: 'on_demand' }, { autopublish: false })
  await it.sync()
  const first = manifest
  manifest = Buffer.from(`a.txt,${sha256(Buffer.from('alpha'))},5\n`)
  await it.sync()
  const publish = async (version: number): Promise<Json> => {
    const repository_version = `${it.repository.pulp_href}versions/${version}/`
    return await api.settle('POST', `${V3}publications/file/file/`, { repository_version, verbatim: true })
  }
  const [distribution] = (await api.get(`${V3}distributions/file/file/`)).results
  for (const [version, bytes] of [
    [1, first],
    [2, manifest],
  ] as const) {
    const task = await publish(version)
    expect(task.error).toBeNull()
    const [publication] = task.created_resources
    await api.settle('PATCH', distribution.pulp_href, { repository: null, publication })
    expect((await get('PULP_MANIFEST')).body).toEqual(bytes)
    expect((await get('a.txt')).body.toString()).toBe('alpha')
  }
})

test('48 a version changed by hand, or filtered, cannot be published verbatim', async () => {
  const it = await mirrorOf({}, { autopublish: false })
  await it.sync()
  const [unit] = (await api.get(`${V3}content/file/files/`)).results
  await api.settle('POST', `${it.repository.pulp_href}modify/`, { remove_content_units: [unit.pulp_href] })
  const publication = { repository: it.repository.pulp_href, verbatim: true }
  const refused = await api.settle('POST', `${V3}publications/file/file/`, publication)
  expect(refused.error).toMatchObject({ code: 'version.no_upstream_metadata', params: { number: 2 } })
  expect(refused.error?.advice).toContain('sync again')
  FileRemote.get(api.it.engine.catalogue, it.remote.pulp_href.split('/').at(-2)).save({ exclude: ['a.txt'] })
  await it.sync()
  const filtered = await api.settle('POST', `${V3}publications/file/file/`, publication)
  expect(filtered.error).toMatchObject({ code: 'version.no_upstream_metadata' })
})

test('48 a repository that is verbatim cannot be changed by hand', async () => {
  const it = await mirrorOf({}, { verbatim: true })
  await it.sync()
  const [unit] = (await api.get(`${V3}content/file/files/`)).results
  const refused = await api.settle('POST', `${it.repository.pulp_href}modify/`, {
    remove_content_units: [unit.pulp_href],
  })
  expect(refused.error).toMatchObject({ code: 'file.not_verbatim' })
  expect(await versionsOf(it)).toBe(2)
  expect((await get('PULP_MANIFEST')).body).toEqual(MANIFEST)
})

test('48 clean-up, reclaim and verify leave the kept manifest alone', async () => {
  const it = await mirrorOf({}, { autopublish: false })
  await it.sync()
  await api.settle('POST', `${V3}orphans/cleanup/`, { orphan_protection_time: 0 })
  await api.settle('POST', `${V3}repositories/reclaim_space/`, { repo_hrefs: [it.repository.pulp_href] })
  const task = await api.settle('POST', `${V3}publications/file/file/`, {
    repository: it.repository.pulp_href,
    verbatim: true,
  })
  expect(task.error).toBeNull()
  const [distribution] = (await api.get(`${V3}distributions/file/file/`)).results
  await api.settle('PATCH', distribution.pulp_href, { repository: null, publication: task.created_resources[0] })
  expect((await get('PULP_MANIFEST')).body).toEqual(MANIFEST)
})
