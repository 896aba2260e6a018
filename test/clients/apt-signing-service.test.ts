/** Named signing keys: which one signs which suite, and what real apt says of it. */
import { generateKey, readCleartextMessage, readKey, verify } from 'openpgp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import { plugins } from '../../src/main/plugins/all.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from '../api/api.ts'
import { buildDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { AptClient, hasApt } from './apt-client.ts'

const KEYS = `${OWN}trust/signing-keys/`

let api: TestApi
let upstream: DebUpstream
let content: ContentServer
let base: string

beforeEach(async () => {
  api = await startTestApi({ plugins })
  upstream = await startDebUpstream()
  const deb = await buildDeb({ package: 'sw-hello', version: '1' })
  for (const name of ['stable', 'updates']) await upstream.publish({ name, components: { main: [deb] } })
  content = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
  base = `${content.url}${api.it.engine.settings.CONTENT_PATH_PREFIX}own/`
})
afterEach(async () => {
  await content.close()
  await api.close()
  await upstream.close()
})

const text = async (path: string): Promise<string> => await (await fetch(base + path)).text()

/** Whether the suite is signed by the key. */
async function isSignedBy(suite: string, armoredKey: string): Promise<boolean> {
  const message = await readCleartextMessage({ cleartextMessage: await text(`dists/${suite}/InRelease`) })
  const { signatures } = await verify({ message, verificationKeys: await readKey({ armoredKey }) })
  return await (signatures[0]?.verified ?? Promise.resolve(false)).catch(() => false)
}

async function service(name: string): Promise<string> {
  return (await api.get(`${V3}signing-services/?name=${name}`)).results[0].pulp_href
}

async function mirror(values: object): Promise<string> {
  const remote = { name: 'r', url: upstream.url, distributions: 'stable updates', policy: 'on_demand' }
  const { body } = await api.call('POST', `${V3}remotes/deb/apt/`, remote)
  const made = await api.call('POST', `${V3}repositories/deb/apt/`, { name: 'r', remote: body.pulp_href, ...values })
  expect([made.status, made.body]).toMatchObject([201, values])
  const repository: string = made.body.pulp_href
  await api.settle('POST', `${V3}distributions/deb/apt/`, { name: 'own', base_path: 'own', repository })
  expect((await api.settle('POST', `${repository}sync/`, {})).error).toBeNull()
  return repository
}

test.skipIf(!hasApt)(
  'named keys sign, by repository and by suite, and apt takes them (needs apt-get and gpgv)',
  async () => {
    const { body: team } = await api.call('POST', KEYS, { name: 'team' })
    const userIDs = [{ name: 'Our own' }]
    const own = await generateKey({ type: 'ecc', curve: 'ed25519Legacy', userIDs, passphrase: 'secret' })
    const imported = await api.call('POST', KEYS, { name: 'own', secret_key: own.privateKey, passphrase: 'secret' })
    expect(imported.status).toBe(201)
    const services = { signing_service: await service('team') }
    await mirror({
      autopublish: true,
      ...services,
      signing_service_release_overrides: { updates: await service('own') },
    })
    expect([await isSignedBy('stable', team.public_key), await isSignedBy('updates', own.publicKey)]).toEqual([
      true,
      true,
    ])
    const apt = new AptClient()
    try {
      const lines = ['stable', 'updates'].map((suite) => `deb [signed-by=key] ${base} ${suite} main\n`)
      apt.setSources(lines.join(''), await text('archive-key.asc'))
      const update = await apt.run('apt-get', 'update')
      expect(update.output).not.toMatch(/^(W|E|Err):?/m)
    } finally {
      apt.close()
    }
  },
)

test('a publication names its own key; a replaced key keeps its service', async () => {
  const { body: team } = await api.call('POST', KEYS, { name: 'team' })
  const signing = { signing_service: await service('team') }
  const repository = await mirror({ autopublish: false })
  const publish = async () => await api.settle('POST', `${V3}publications/deb/apt/`, { repository, ...signing })
  expect((await publish()).error).toBeNull()
  expect(await isSignedBy('stable', team.public_key)).toBe(true)
  expect(await text('archive-key.asc')).toBe(team.public_key)
  const rotation = await api.settle('POST', `${KEYS}rotate/`, { name: 'team', fingerprint: team.fingerprint })
  expect(rotation.error).toBeNull()
  expect(await service('team')).toBe(signing.signing_service)
  expect((await publish()).error).toBeNull()
  expect(await isSignedBy('stable', team.public_key)).toBe(false)
  signing.signing_service = signing.signing_service.replace(/[0-9a-f]{8}-/, '00000000-')
  expect((await publish()).error).toMatchObject({ code: 'trust.no_such_service' })
})

test('keys that cannot be used are refused, and names that are taken', async () => {
  const refused = async (values: object): Promise<Json> => {
    const { status, body } = await api.call('POST', KEYS, { name: 'x', ...values })
    return [status, body.code]
  }
  const { privateKey } = await generateKey({ userIDs: [{ name: 'x' }], passphrase: 'secret' })
  expect(await refused({ secret_key: 'no key' })).toEqual([400, 'trust.secret_key_invalid'])
  expect(await refused({ secret_key: privateKey, passphrase: 'wrong' })).toEqual([400, 'trust.secret_key_invalid'])
  expect(await refused({ secret_key: privateKey, passphrase: 'secret' })).toEqual([201, undefined])
  expect(await refused({})).toEqual([409, 'trust.signing_key_exists'])
  const repository = { name: 'r', signing_service: 'somebody' }
  const answer = await api.call('POST', `${V3}repositories/deb/apt/`, repository)
  expect([answer.status, Object.keys(answer.body)]).toEqual([400, ['signing_service']])
})
