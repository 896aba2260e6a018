/** Row 156: guests look, and change nothing, of everything that the API declares. */
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EventHub } from '../../src/main/engine/event-hub.ts'
import { createContext } from '../../src/main/api-server/context.ts'
import { allOperations } from '../../src/main/api-server/operations.ts'
import type { Operation } from '../../src/main/api-server/operation.ts'
import { Throttle } from '../../src/main/engine/access/throttle.ts'
import { plugins } from '../../src/main/plugins/all.ts'
import { type Json, OWN, PASSWORD, startTestApi, type TestApi, TOKEN, V3 } from './api.ts'

const SECRETS = {
  username: 'plain-user-91',
  password: 'plain-pass-92',
  proxy_password: 'plain-proxy-93',
  proxy_username: 'plain-proxyuser-94',
  headers: [{ authorization: 'plain-header-95' }],
} as const
const GUARD = 'plain-guard-96'

let api: TestApi
let operations: Operation[]
let hrefs: string[]

beforeAll(async () => {
  api = await startTestApi({ plugins, settings: { GUESTS_MAY_LOOK: true } })
  const { engine, scheduler } = api.it
  const context = createContext({
    engine,
    scheduler,
    events: new EventHub(),
    adminPassword: PASSWORD,
    ownerToken: TOKEN,
    contentUrl: () => '',
    about: () => ({}) as never,
    uiDir: null,
    workers: () => [],
  })
  operations = allOperations(context, new Throttle())
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const remote = { name: 'r', url: 'http://127.0.0.1:9/PULP_MANIFEST', proxy_url: 'http://127.0.0.1:9/' }
  const made = await Promise.all([
    api.call('POST', `${V3}remotes/file/file/`, { ...remote, ...SECRETS, client_key: key }),
    api.call('POST', `${V3}contentguards/core/header/`, { name: 'g', header_name: 'x', header_value: GUARD }),
    api.call('POST', `${V3}repositories/file/file/`, { name: 'one' }),
  ])
  const withUser = { ...remote, name: 'u', url: 'http://me:plain-url-97@127.0.0.1:9/PULP_MANIFEST' }
  await api.call('POST', `${V3}remotes/file/file/`, withUser)
  for (const { status, body } of made) expect([status, body]).toEqual([201, body])
  hrefs = made.map(({ body }) => body.pulp_href)
})
afterAll(() => api.close())

const basic = { authorization: `Basic ${Buffer.from('guest:').toString('base64')}` }

async function cookie(): Promise<string> {
  const body = JSON.stringify({ guest: true })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${api.url}${OWN}session/`, { method: 'POST', body, headers })
  expect([answer.status, await answer.json()]).toEqual([200, { username: 'guest', may_change: false }])
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

/** A path of the operation with something in the place of every parameter. */
const pathOf = ({ path }: Operation): string =>
  path.replace(/:\w+/g, (name) => (name === ':number' ? '1' : '00000000-0000-7000-8000-000000000000'))

test('156 a guest can do none of the operations that write, and each of them is refused before it is looked at', async () => {
  const writing = operations.filter(({ method, open }) => method !== 'GET' && open !== true)
  expect(writing.length).toBeGreaterThan(100)
  const session = await cookie()
  for (const headers of [basic, { cookie: session }]) {
    for (const operation of writing) {
      const { method } = operation
      const sent = { method, headers: { ...headers, 'content-type': 'application/json' }, body: '{"name":"x"}' }
      const answer = await fetch(api.url + pathOf(operation), sent)
      const { code } = (await answer.json()) as Json
      expect([operation.id, answer.status, code]).toEqual([operation.id, 403, 'api.guests_only_look'])
    }
  }
  expect(await api.get(`${V3}repositories/`)).toMatchObject({ count: 1 })
})

test('156 a guest reads what there is to see, and no secret is in it', async () => {
  const reading = operations.filter(({ method, path }) => method === 'GET' && !path.endsWith('/events/'))
  const texts: string[] = []
  for (const path of [...reading.map(pathOf), ...hrefs, `${OWN}mirrors/`]) {
    const answer = await fetch(api.url + path, { headers: basic })
    texts.push(await answer.text())
    expect([path, [200, 400, 403, 404, 409, 503].includes(answer.status), answer.status]).toEqual([
      path,
      true,
      answer.status,
    ])
  }
  expect((await fetch(`${api.url}${hrefs[0]}`, { headers: basic })).status).toBe(200)
  const all = texts.join('\n')
  const planted = [SECRETS.username, SECRETS.password, SECRETS.proxy_password, SECRETS.proxy_username, GUARD]
  for (const secret of [...planted, 'plain-header-95', 'plain-url-97', 'PRIVATE KEY', PASSWORD, TOKEN])
    expect([secret, all.includes(secret)]).toEqual([secret, false])
})

test('156 what shows more than a guest should see is refused by name', async () => {
  const kept = operations.filter(({ guests }) => guests === false)
  expect(kept.map(({ id }) => id)).toContain('diagnostics_read')
  for (const operation of kept) expect((await fetch(api.url + pathOf(operation), { headers: basic })).status).toBe(403)
})

test('156 guests are off unless they are turned on, and end when they are turned off', async () => {
  const session = await cookie()
  const look = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${api.url}${OWN}mirrors/`, { headers })).status
  expect([await look({ cookie: session }), await look(basic)]).toEqual([200, 200])
  expect(await (await fetch(`${api.url}${OWN}session/ways/`)).json()).toEqual({ guest: true })
  const { settings } = api.it.engine
  settings.GUESTS_MAY_LOOK = false
  expect([await look({ cookie: session }), await look(basic)]).toEqual([401, 401])
  const body = JSON.stringify({ guest: true })
  const headers = { 'content-type': 'application/json' }
  const refused = await fetch(`${api.url}${OWN}session/`, { method: 'POST', body, headers })
  expect(refused.status).toBe(403)
  expect(await (await fetch(`${api.url}${OWN}session/ways/`)).json()).toEqual({ guest: false })
  settings.GUESTS_MAY_LOOK = true
})
