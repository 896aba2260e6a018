/** Content guards: who may download. */
import { request as tlsRequest } from 'node:https'
import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import { afterEach, expect, test } from 'vitest'
import type { AnyModel } from '../../src/main/engine/db/model.ts'
import {
  CompositeContentGuard,
  ContentRedirectContentGuard,
  HeaderContentGuard,
  RbacContentGuard,
  X509CertGuard,
} from '../../src/main/engine/guard/models.ts'
import { SHARED_SECRET } from '../../src/main/engine/guard/pass.ts'
import { signPath } from '../../src/main/engine/guard/signed-path.ts'
import { ask } from './client.ts'
import { ShelfWorld } from './shelf.ts'

let world: ShelfWorld
afterEach(() => world.close())

interface Pair {
  cert: string
  private: string
}

const AT = '/pulp/content/'
const FILE = `${AT}shut/f`
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

async function start(options: Parameters<typeof ShelfWorld.start>[0] = {}): Promise<void> {
  world = await ShelfWorld.start(options)
}

const guard = (model: unknown, values: object): string =>
  (model as AnyModel).create(world.it.engine.catalogue, { name: String(Math.random()), ...values }).pulp_id

/** A distribution with one file, behind a guard. */
async function protect(guardId: string): Promise<void> {
  const repository = world.repository()
  await world.publish(await world.put(repository, { f: 'guarded' }))
  world.distribute('shut', { repository_id: repository.pulp_id, content_guard_id: guardId })
}

const status = async (headers: Record<string, string> = {}, path = FILE): Promise<number> =>
  (await ask(world.url, path, { headers })).status

test('73 a header guard wants its value in base64, on every answer, also for paths that do not exist', async () => {
  await start()
  await protect(guard(HeaderContentGuard, { header_name: 'X-Seat', header_value: 'window' }))
  const right = { 'x-seat': Buffer.from('window').toString('base64') }
  expect(await status()).toBe(403)
  expect(await status({ 'x-seat': 'window' })).toBe(403)
  expect(await status({ 'x-seat': Buffer.from('aisle').toString('base64') })).toBe(403)
  expect((await ask(world.url, FILE, { headers: right })).text).toBe('guarded')
  // What is served from memory now is guarded all the same.
  expect(await status()).toBe(403)
  expect(await status({}, `${AT}shut/none`)).toBe(403)
  expect(await status(right, `${AT}shut/none`)).toBe(404)
})

test('73 a role guard wants the password of a user who may download', async () => {
  await start({ isUser: (name, password) => name === 'ada' && password === 'lo:ve' })
  await protect(guard(RbacContentGuard, {}))
  expect(await status()).toBe(403)
  expect(await status({ authorization: basic('ada:x') })).toBe(403)
  expect(await status({ authorization: 'Bearer ada' })).toBe(403)
  expect(await status({ authorization: basic('ada:lo:ve') })).toBe(200)
})

test('73 a redirect guard wants a signature of this very path that has not expired', async () => {
  await start()
  const secret = 'of the guard'
  const sealed = world.it.engine.secrets.seal(SHARED_SECRET, secret)
  await protect(guard(ContentRedirectContentGuard, { shared_secret: sealed }))
  const soon = Math.floor(Date.now() / 1000) + 60
  const signed = (path: string, expires = soon, by = secret): string => `${FILE}?${signPath(by, path, expires)}`
  expect(await status()).toBe(403)
  expect(await status({}, signed(FILE))).toBe(200)
  expect(await status({}, signed(`${AT}shut/other`))).toBe(403)
  expect(await status({}, signed(FILE, soon - 120))).toBe(403)
  expect(await status({}, signed(FILE, soon, 'another'))).toBe(403)
  expect(await status({}, signed(FILE).replace(String(soon), String(soon + 60)))).toBe(403)
})

test('73 a composite guard is content with any one of its guards; none at all lets everybody pass', async () => {
  await start({ isUser: (name) => name === 'ada' })
  const header = guard(HeaderContentGuard, { header_name: 'X-Seat', header_value: 'window' })
  const composite = guard(CompositeContentGuard, { guard_ids: [header, guard(RbacContentGuard, {})] })
  await protect(composite)
  expect(await status()).toBe(403)
  expect(await status({ 'x-seat': Buffer.from('window').toString('base64') })).toBe(200)
  expect(await status({ authorization: basic('ada:') })).toBe(200)
  // A guard that is gone lets nobody pass, rather than everybody.
  const { catalogue } = world.it.engine
  const setGuards = (ids: string[]): void => CompositeContentGuard.get(catalogue, composite).save({ guard_ids: ids })
  setGuards([crypto.randomUUID()])
  expect(await status()).toBe(403)
  setGuards([composite])
  expect(await status()).toBe(403)
  setGuards([])
  expect(await status()).toBe(200)
})

const authority = (): Promise<Pair> =>
  generate([{ name: 'commonName', value: 'authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })

const issued = (by: Pair, days = 1): Promise<Pair> =>
  generate([{ name: 'commonName', value: 'client' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 10 * 86_400_000),
    notAfterDate: new Date(Date.now() + days * 86_400_000),
    extensions: [{ name: 'basicConstraints', cA: false }],
    ca: { key: by.private, cert: by.cert },
  })

const overTls = (client: Pair | null): Promise<number> =>
  new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, cert: client?.cert, key: client?.private, agent: false }
    tlsRequest(`${world.url}${FILE}`, options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

test('73 a certificate guard wants a valid certificate of its authority in the TLS handshake', async () => {
  const server = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256' })
  await start({ tls: { cert: server.cert, key: server.private } })
  const [ours, other] = [await authority(), await authority()]
  await protect(guard(X509CertGuard, { ca_certificate: ours.cert }))
  expect(new URL(world.url).protocol).toBe('https:')
  const client = await issued(ours)
  expect(new X509Certificate(client.cert).checkIssued(new X509Certificate(ours.cert))).toBe(true)
  expect(await overTls(null)).toBe(403)
  expect(await overTls(await issued(other))).toBe(403)
  expect(await overTls(await issued(ours, -1))).toBe(403)
  // One that it issued may not issue others.
  expect(await overTls(await issued(client))).toBe(403)
  expect(await overTls(client)).toBe(200)
})
