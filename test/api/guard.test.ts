import { mkdirSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiServer } from '../../src/main/api-server/server.ts'
import { IN_PROCESS_HEADER } from '../../src/main/api-server/app.ts'
import { OWN, PASSWORD, startTestApi, temporaryFolder, type TestApi, TOKEN, V3 } from './api.ts'

let api: TestApi
let ui: ReturnType<typeof temporaryFolder>
beforeAll(async () => {
  ui = temporaryFolder()
  mkdirSync(join(ui.path, 'assets'))
  writeFileSync(join(ui.path, 'index.html'), '<!doctype html><title>Stillwater</title>')
  writeFileSync(join(ui.path, 'theme.js'), '1')
  writeFileSync(join(ui.path, 'assets', 'index-DiwrgTda.js'), '2')
  writeFileSync(join(ui.path, 'assets', 'index-DiwrgTda.js.map'), '{}')
  api = await startTestApi({ uiDir: ui.path })
})
afterAll(async () => {
  await api.close()
  ui.remove()
})

interface Raw {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A request with exactly these headers, `host` included, and exactly this path. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Raw> {
  const { hostname, port } = new URL(api.url)
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const bearer = { authorization: `Bearer ${TOKEN}` }
const TASKS = `${V3}tasks/`

test('status and the description of the API are open; everything else wants to know who asks', async () => {
  for (const open of [`${V3}status/`, `${V3}docs/api.json`]) expect((await raw(open)).status).toBe(200)
  const paths = [TASKS, `${V3}events/`, `${V3}nothing/`, `${OWN}mirrors/`, `${OWN}session/`, '/pulp/', '/stillwater/x']
  for (const path of paths) {
    const { status, body } = await raw(path)
    expect([path, status]).toEqual([path, 401])
    expect(JSON.parse(body)).toMatchObject({ code: 'api.unauthenticated', detail: expect.any(String) })
  }
})

test('no spelling of a path gets around that', async () => {
  const spellings = [
    '/%70ulp/api/v3/tasks/',
    '/pulp/api/v3/t%61sks/',
    '/pulp/api/v3/tasks',
    '/stillwater%2Fapi/v1/mirrors/',
    '/%73tillwater/api/v1/mirrors/',
  ]
  for (const path of spellings) {
    const { status, body } = await raw(path)
    expect([path, body.includes('results')]).toEqual([path, false])
    expect([path, [200, 401].includes(status)]).toEqual([path, true])
    if (status === 200) expect(body).toContain('<title>Stillwater</title>')
  }
  for (const path of [
    '//pulp/api/v3/tasks/',
    '/./pulp/api/v3/tasks/',
    '/x/../pulp/api/v3/tasks/',
    '/PULP/api/v3/tasks/',
  ]) {
    expect((await raw(path)).body).not.toContain('results')
  }
})

test('admin is known by password, by owner token, and by nothing that is nearly so', async () => {
  const statusFor = async (authorization: string): Promise<number> => (await raw(TASKS, { authorization })).status
  expect(await statusFor(basic('admin', PASSWORD))).toBe(200)
  expect(await statusFor(`bearer ${TOKEN}`)).toBe(200)
  const wrong = [
    `Bearer ${TOKEN}x`,
    'Bearer ',
    'Bearer',
    'Basic',
    'Digest x',
    TOKEN,
    basic('admin', ''),
    basic('', PASSWORD),
  ]
  for (const authorization of wrong)
    expect([authorization, await statusFor(authorization)]).toEqual([authorization, 401])
})

test('the mark of requests from this process is worth nothing from the network', async () => {
  expect((await raw(TASKS, { [IN_PROCESS_HEADER]: 'anything' })).status).toBe(401)
  expect((await raw(TASKS, { [IN_PROCESS_HEADER]: '' })).status).toBe(401)
})

test('browsers are asked for a password when a person goes there, not when a page asks', async () => {
  const challenge = async (headers: Record<string, string>) => (await raw(TASKS, headers)).headers['www-authenticate']
  expect(await challenge({})).toMatch(/^Basic /)
  expect(await challenge({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })).toMatch(/^Basic /)
  expect(await challenge({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBeUndefined()
  expect(await challenge({ 'user-agent': 'Mozilla/5.0', accept: 'application/json' })).toBeUndefined()
  expect(await challenge({ 'user-agent': 'Mozilla/5.0', accept: 'text/event-stream' })).toBeUndefined()
})

test('only our own names are answered, whoever asks', async () => {
  const { port } = new URL(api.url)
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
    expect([host, (await raw(`${V3}status/`, { host })).status]).toEqual([host, 200])
  }
  const foreign = [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    'localhost',
    `127.0.0.1:1${port}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.:${port}`,
    `0.0.0.0:${port}`,
    `127.0.0.1:${port}@evil.example`,
  ]
  for (const host of foreign) {
    for (const path of [`${V3}status/`, TASKS, '/', '/nothing.js']) {
      const { status, body } = await raw(path, { host, ...bearer })
      expect([host, path, status]).toEqual([host, path, 421])
      expect(body).not.toContain('<title>')
    }
  }
})

/** The status line for these very bytes. */
function statusOf(bytes: string): Promise<string> {
  const { hostname, port } = new URL(api.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => (text += chunk))
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    socket.on('error', reject)
  })
}

test('a request without a name, or with an unreadable one, is refused', async () => {
  const close = 'connection: close\r\n'
  expect(await statusOf(`GET ${V3}status/ HTTP/1.0\r\n\r\n`)).toContain(' 421 ')
  expect(await statusOf(`GET ${V3}status/ HTTP/1.1\r\nhost:\r\n${close}\r\n`)).toContain(' 421 ')
  expect(await statusOf(`GET ${V3}status/ HTTP/1.1\r\n${close}\r\n`)).toContain(' 400 ')
  const { host } = new URL(api.url)
  const both = `GET ${V3}status/ HTTP/1.1\r\nhost: evil.example\r\nhost: ${host}\r\n${close}\r\n`
  expect(await statusOf(both)).toMatch(/ 4\d\d /)
  const absolute = `GET http://evil.example${TASKS} HTTP/1.1\r\nhost: ${host}\r\n${close}\r\n`
  expect(await statusOf(absolute)).not.toContain('results')
})

test('pages of others get nothing, not even what is open', async () => {
  const own = { origin: api.url, host: new URL(api.url).host }
  expect((await raw(TASKS, { ...own, ...bearer })).status).toBe(200)
  expect((await raw(TASKS, { ...bearer, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  const { port } = new URL(api.url)
  for (const origin of [
    'http://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    `http://localhost:${port}`,
    'http://127.0.0.1',
    '',
  ]) {
    const { status, headers } = await raw(`${V3}status/`, { ...bearer, origin })
    expect([origin, status, headers['access-control-allow-origin']]).toEqual([origin, 403, undefined])
  }
  for (const site of ['cross-site', 'same-site', 'whatever']) {
    for (const path of ['/', `${V3}status/`, TASKS]) {
      expect([site, (await raw(path, { ...bearer, 'sec-fetch-site': site })).status]).toEqual([site, 403])
    }
  }
  const preflight = { origin: 'http://evil.example', 'access-control-request-method': 'POST' }
  expect((await raw(TASKS, preflight, 'OPTIONS')).status).toBe(403)
})

test('forms and plain text change nothing; JSON must be JSON and of a bearable size', async () => {
  const post = (type: string, body: string, path = `${V3}repositories/file/file/`) =>
    raw(path, { ...bearer, 'content-type': type }, 'POST', body)
  const made = JSON.stringify({ name: 'by-form' })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', '']) {
    expect([type, (await post(type, made)).status]).toEqual([type, 415])
  }
  for (const body of ['{', '{"name":', 'nonsense', '{"__proto__": {"name": "x"}}']) {
    expect([body, (await post('application/json', body)).status]).toEqual([body, 400])
  }
  expect((await post('application/json', '')).status).toBe(400)
  const big = JSON.stringify({ name: 'x'.repeat(1_100_000) })
  expect((await post('application/json', big)).status).toBe(413)
  expect((await post('application/json', big, `${OWN}mirrors/`)).status).toBe(400)
  expect((await api.get(`${V3}repositories/`)).count).toBe(0)
})

test('a browser signs in by password, is known by its cookie, and signs out', async () => {
  const signIn = (body: unknown, headers: Record<string, string> = {}) =>
    raw(`${OWN}session/`, { 'content-type': 'application/json', ...headers }, 'POST', JSON.stringify(body))
  const { status, headers, body } = await signIn({ username: 'admin', password: PASSWORD })
  expect([status, JSON.parse(body)]).toEqual([200, { username: 'admin', may_change: true }])
  const set = String(headers['set-cookie'])
  expect(set).toMatch(/; HttpOnly/)
  expect(set).toMatch(/; SameSite=Strict/)
  const cookie = set.split(';')[0] ?? ''
  expect(cookie).toContain(new URL(api.url).port)
  expect((await raw(TASKS, { cookie })).status).toBe(200)
  expect(JSON.parse((await raw(`${OWN}session/`, { cookie: `other=1; ${cookie}` })).body)).toEqual({
    username: 'admin',
    may_change: true,
  })
  expect((await raw(TASKS, { cookie: `${cookie}x` })).status).toBe(401)
  expect((await raw(`${OWN}session/`, { cookie }, 'DELETE')).status).toBe(204)
  expect((await raw(TASKS, { cookie })).status).toBe(401)
})

test('a one-time token signs in once', async () => {
  const token = api.server.signInToken()
  const signIn = (given: unknown) =>
    raw(`${OWN}session/`, { 'content-type': 'application/json' }, 'POST', JSON.stringify({ token: given }))
  expect((await signIn(token)).status).toBe(200)
  expect((await signIn(token)).status).toBe(401)
  expect((await signIn('')).status).toBe(401)
  expect((await signIn(7)).status).toBe(400)
  expect(api.server.signInToken()).not.toBe(token)
})

test('in process everybody is admin', async () => {
  expect(await api.get(`${OWN}session/`)).toEqual({ username: 'admin', may_change: true })
  expect((await api.call('GET', `${OWN}about/`)).body).toMatchObject({ host: 'headless' })
})

test('the interface is served to anybody who may speak to us, its routes too', async () => {
  const page = await raw('/', { accept: 'text/html' })
  expect(page).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  })
  expect(String(page.headers['content-security-policy'])).toContain("script-src 'self'")
  expect((await raw('/mirrors/some-id')).body).toBe(page.body)
  expect((await raw('/theme.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect((await raw('/assets/index-DiwrgTda.js')).headers['cache-control']).toContain('immutable')
  expect((await raw('/', { 'if-none-match': String(page.headers.etag) })).status).toBe(304)
  for (const path of ['/missing.js', '/assets/index-DiwrgTda.js.map', '/../etc/passwd.txt', '/%2e%2e/secret.txt']) {
    expect([path, (await raw(path)).status]).toEqual([path, 404])
  }
  expect((await raw('/', {}, 'POST')).status).toBe(405)
})

test('answers of the API are nothing a page could run or keep', async () => {
  const { headers } = await raw(`${V3}status/`)
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  })
})

test('a busy port is told as such', async () => {
  const second = await createApiServer({
    engine: api.it.engine,
    scheduler: api.it.scheduler,
    events: api.it.events,
    adminPassword: PASSWORD,
    ownerToken: TOKEN,
    contentUrl: () => '',
    about: () => ({}) as never,
    uiDir: null,
    workers: () => [],
  })
  const { port } = new URL(api.url)
  await expect(second.listen({ host: '127.0.0.1', port: Number(port) })).rejects.toMatchObject({
    code: 'host.port_busy',
  })
  await second.close()
})

test('what nobody expected is answered without its inner workings', async () => {
  const { catalogue } = api.it.engine
  const list = catalogue.transaction
  catalogue.transaction = () => {
    throw new Error('secret inner workings at /home/someone')
  }
  try {
    const answer = await api.call('POST', `${V3}repositories/file/file/`, { name: 'x' })
    expect(answer).toMatchObject({ status: 500, body: { code: 'api.internal' } })
    expect(JSON.stringify(answer)).not.toContain('inner')
  } finally {
    catalogue.transaction = list
  }
})
