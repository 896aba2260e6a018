/** Row 153: who is trusted, and why a file is. */
import { writeFileSync } from 'node:fs'
import { createMessage, generateKey, type PrivateKey, sign } from 'openpgp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TrustBody, TrustStepBody } from '../../src/shared/api/trust.ts'
import { plugins } from '../../src/main/plugins/all.ts'
import { signingKey } from '../../src/main/engine/signature/on-demand.ts'
import { buildDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let files: FileUpstream
let debs: DebUpstream
let key: { privateKey: PrivateKey; publicKey: string; fingerprint: string }

async function freshKey(name: string): Promise<typeof key> {
  const made = await generateKey({ type: 'ecc', userIDs: [{ name }], format: 'object' })
  const { publicKey, privateKey } = made
  return { privateKey, publicKey: publicKey.armor(), fingerprint: publicKey.getFingerprint().toUpperCase() }
}

beforeAll(async () => {
  key = await freshKey('Owner of the files')
  api = await startTestApi({ plugins })
  files = await startFileUpstream({ 'a.txt': 'alpha' })
  const manifest = `a.txt,${sha256(Buffer.from('alpha'))},5\n`
  const message = await createMessage({ binary: Buffer.from(manifest) })
  files.files.set(
    'PULP_MANIFEST.asc',
    Buffer.from(await sign({ message, signingKeys: key.privateKey, detached: true })),
  )
  files.intercept = (path, _request, response) => {
    if (path !== 'PULP_MANIFEST') return false
    response.end(manifest)
    return true
  }
  debs = await startDebUpstream()
  const hello = await buildDeb({ package: 'hello', version: '1.0', files: {} } as never)
  await debs.publish({ name: 'stable', components: { main: [hello] } } as never)
})
afterAll(async () => {
  await api.close()
  await files.close()
  await debs.close()
})

async function mirror(kind: string, remote: object): Promise<{ repository: string; version: string }> {
  const [plugin, type] = kind.split('/')
  const made = await api.call('POST', `${V3}remotes/${plugin}/${type}/`, remote)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const repository = await api.call('POST', `${V3}repositories/${plugin}/${type}/`, {
    name: (remote as Json).name,
    remote: made.body.pulp_href,
  })
  const task = await api.settle('POST', `${repository.body.pulp_href}sync/`, { mirror: true })
  expect(task.error).toBeNull()
  const { latest_version_href } = await api.get(repository.body.pulp_href)
  return { repository: repository.body.pulp_href, version: latest_version_href }
}

async function explain(list: string, version: string): Promise<TrustStepBody[]> {
  const { results } = await api.get(`${list}?repository_version=${version}`)
  const query = new URLSearchParams({ content: results[0].pulp_href, repository_version: version })
  return (await api.get(`${OWN}trust/explain/?${query}`)) as TrustStepBody[]
}
const links = (steps: TrustStepBody[]): string[] => steps.map(({ id, state }) => `${id}: ${state}`)
const trust = async (): Promise<TrustBody> => (await api.get(`${OWN}trust/`)) as TrustBody

test('153 a file is trusted for the signature of the manifest that lists it, and damage on the disk breaks the chain', async () => {
  const remote = { name: 'signed', url: files.url, signing_keys: key.publicKey, policy: 'immediate' }
  const { version } = await mirror('file/file', remote)
  const steps = await explain(`${V3}content/file/files/`, version)
  expect(links(steps)).toEqual(['file.signature: verified', 'file.listed: verified', 'bytes: verified'])
  expect(steps[0]?.text).toContain(key.fingerprint)
  const path = api.it.engine.storage.path(sha256(Buffer.from('alpha'))) ?? ''
  writeFileSync(path, 'alphb')
  expect(links(await explain(`${V3}content/file/files/`, version)).at(-1)).toBe('bytes_damaged: failed')
  writeFileSync(path, 'alpha')
})

test('153 without a key the chain begins with nobody, and with another key it is broken', async () => {
  const { version, repository } = await mirror('file/file', { name: 'open', url: files.url, policy: 'immediate' })
  expect(links(await explain(`${V3}content/file/files/`, version))).toEqual([
    'file.no_keys: unchecked',
    'file.listed: verified',
    'bytes: verified',
  ])
  const other = await freshKey('Somebody else')
  const { remote } = await api.get(repository)
  const pin = { remote, keys: other.publicKey, fingerprints: [other.fingerprint] }
  expect(await api.settle('POST', `${OWN}trust/pins/`, pin)).toMatchObject({ state: 'completed' })
  expect(links(await explain(`${V3}content/file/files/`, version))[0]).toMatch(
    /file.(bad_signature: failed|no_signature: recorded)/,
  )
})

test('153 a package is trusted from the key over Release and index to its bytes', async () => {
  const remote = { name: 'apt', url: debs.url, distributions: 'stable', gpgkey: debs.publicKey, policy: 'immediate' }
  const made = await api.call('POST', `${V3}remotes/deb/apt/`, remote)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const repository = await api.call('POST', `${V3}repositories/deb/apt/`, { name: 'apt', remote: made.body.pulp_href })
  const task = await api.settle('POST', `${repository.body.pulp_href}sync/`, { mirror: true })
  expect(task.error).toBeNull()
  const { latest_version_href: version } = await api.get(repository.body.pulp_href)
  expect(links(await explain(`${V3}content/deb/packages/`, version))).toEqual([
    'deb.signature: verified',
    'deb.index: verified',
    'deb.stanza: verified',
    'bytes: verified',
  ])
})

test('153 every key is listed once, with who trusts it; pinning is refused unless the fingerprints are named', async () => {
  const { keys, pins } = await trust()
  const signed = keys.find(({ fingerprint }) => fingerprint === key.fingerprint)
  expect(signed).toMatchObject({ state: 'good', user_ids: ['Owner of the files'], trusted_by: ['signed'] })
  const pin = pins.find(({ name }) => name === 'signed')
  expect(pin).toMatchObject({ fingerprints: [key.fingerprint], problem: null, mirrors: [{ name: 'signed' }] })
  const next = await freshKey('Next')
  const wish = { remote: pin?.remote, keys: next.publicKey }
  const wrong = await api.call('POST', `${OWN}trust/pins/`, { ...wish, fingerprints: [key.fingerprint] })
  expect(wrong).toMatchObject({ status: 409, body: { code: 'trust.fingerprints_differ' } })
  expect(await api.call('POST', `${OWN}trust/pins/`, { ...wish, fingerprints: [] })).toMatchObject({ status: 409 })
  const spaced = next.fingerprint.replaceAll(/(.{4})/g, '$1 ').toLowerCase()
  expect(await api.settle('POST', `${OWN}trust/pins/`, { ...wish, fingerprints: [spaced] })).toMatchObject({
    state: 'completed',
  })
  expect((await trust()).pins.find(({ name }) => name === 'signed')?.fingerprints).toEqual([next.fingerprint])
})

test('153 an own key is replaced on purpose only; the old one stays to be looked up and signs no more', async () => {
  const first = await signingKey(api.it.engine, 'apt-test')
  const path = `${OWN}trust/signing-keys/rotate/`
  const wrong = await api.settle('POST', path, { name: 'apt-test', fingerprint: 'AB' })
  expect(wrong).toMatchObject({ state: 'failed', error: { code: 'trust.no_such_key' } })
  const task = await api.settle('POST', path, { name: 'apt-test', fingerprint: first.fingerprint })
  expect(task).toMatchObject({ state: 'completed' })
  const own = (await trust()).own.filter(({ name }) => name.startsWith('apt-test'))
  expect(own.map(({ retired }) => retired)).toEqual([false, true])
  expect(own[1]?.fingerprint).toBe(first.fingerprint)
  const signed = await (await signingKey(api.it.engine, 'apt-test')).signClear('text')
  expect(signed).toContain('BEGIN PGP SIGNED MESSAGE')
  expect((await signingKey(api.it.engine, 'apt-test')).fingerprint).toBe(own[0]?.fingerprint)
})
