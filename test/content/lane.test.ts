/** Plain requests are answered without node:http. Nobody can tell: what it would have answered is what clients get. */
import { randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { HeaderContentGuard } from '../../src/main/engine/guard/models.ts'
import { ask } from './client.ts'
import { malformedRequests } from './http-corpus/malformed.ts'
import { pathSpellings } from './http-corpus/paths.ts'
import { Live, live, ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'
const AT_ONCE = 25
let world: ShelfWorld
let host: string

beforeEach(async () => {
  world = await ShelfWorld.start()
  host = new URL(world.url).host
})
afterEach(async () => await world.close())

const get = (path: string, headers = ''): string => `GET ${AT}${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`
/** No header of a plain request, and nothing else. */
const ODD = 'X-Odd: 1\r\n'

function open(): Socket {
  const { hostname, port } = new URL(world.url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  return socket
}

/** All that a connection is sent until the server ends it; nothing is said after these parts, which are sent one by one. */
async function told(...parts: (string | Buffer)[]): Promise<string> {
  const socket = open()
  const chunks: Buffer[] = []
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk))
    socket.on('end', resolve).on('error', () => resolve())
  })
  for (const part of parts) {
    socket.write(Buffer.from(part as string, 'latin1'))
    if (parts.length > 1) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  socket.end()
  await closed
  socket.destroy()
  return Buffer.concat(chunks).toString('latin1')
}

const undated = (text: string): string => text.replaceAll(/\r\nDate: [^\r]+/g, '')

/** What `node:http` itself is asked while `work` runs. */
async function throughHttp(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const seen = (message: unknown): void => {
    const { request } = message as { request: { socket: Socket } }
    if (request.socket.localPort === world.server.port) count += 1
  }
  subscribe('http.server.request.start', seen)
  await work().finally(() => unsubscribe('http.server.request.start', seen))
  return count
}

async function forAll<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all]
  const next = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) await work(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

test('a plain request for a small file is answered in the lane, any other by node:http', async () => {
  await world.serve('a', { f: 'hello', large: randomBytes(300_000) })
  const plain = [
    '',
    'Accept: */*\r\nUser-Agent: x\r\n',
    'Connection: keep-alive\r\n',
    'If-None-Match: "x"\r\n',
    'X-Forwarded-For: 10.0.0.1\r\n',
  ]
  const other = [ODD, 'Range: bytes=0-1\r\n', 'Connection: close\r\n', 'User-Agent:x\r\n', `Host: ${host}\r\n`]
  for (const headers of plain) expect(await throughHttp(() => told(get('a/f', headers))), headers).toBe(0)
  for (const headers of other) expect(await throughHttp(() => told(get('a/f', headers))), headers).toBe(1)
  for (const path of ['a/', 'a/none', 'a/large', 'a/f?x']) {
    expect(await throughHttp(() => told(get(path))), path).toBe(1)
  }
  expect(await throughHttp(() => told(get('a/f').replace(host, 'evil.example')))).toBe(1)
})

test('the lane answers byte for byte what node:http answers, whatever the client has', async () => {
  const goods = { f: 'hello', 'f?x': 'no query', 'd/g.deb': 'package', 'x y': 'spaced', empty: '' }
  await world.serve('a', goods, { INDEX: 'index' })
  const { headers } = await ask(world.url, `${AT}a/f`)
  const tag = String(headers.etag)
  const date = String(headers['last-modified'])
  const tags = [tag, `W/${tag}`, `"x", ${tag}`, '*', '"x"', 'x', `${tag}x`, '""']
  const dates = [date, new Date(0).toUTCString(), 'yesterday', '0', date.replace('GMT', '+0000')]
  const said = [
    '',
    ...tags.map((one) => `If-None-Match: ${one}\r\n`),
    ...dates.map((one) => `If-Modified-Since: ${one}\r\n`),
    `If-None-Match: "x"\r\nIf-Modified-Since: ${date}\r\n`,
    `if-none-match: ${tag}\r\nIF-MODIFIED-SINCE: yesterday\r\n`,
    ...['\x00', '\x01', '\t', '\x7f', '\xe9', ' ', 'a\r', 'a\n'].map((odd) => `Accept: ${odd}x\r\n`),
  ]
  for (const path of [
    'f',
    'f?x',
    'f%3fx',
    'd/g.deb',
    'x%20y',
    '%66',
    './f',
    'empty',
    'INDEX',
    'd/',
    'd',
    'none',
    '%00',
    '%zz',
  ]) {
    await told(get(`a/${path}`))
    for (const one of said) {
      const [lane, http] = await Promise.all([told(get(`a/${path}`, one)), told(get(`a/${path}`, one + ODD))])
      expect(undated(lane), `${path} ${one}`).toBe(undated(http))
      expect(lane).toMatch(/^HTTP\/1\.1 (200|301|304|400|404) /)
    }
  }
})

test('twenty-five hundred spellings of paths get the same answer in the lane as from node:http', async () => {
  await world.serve('a/b', { 'f.txt': 'file', 'd/g.txt': 'other' })
  const targets = pathSpellings(AT, host).filter((target) => target.length < 7000)
  const request = (target: string, headers: string): string =>
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`
  const plain = (text: string): string => undated(text).replace(/X-PULP-CACHE: \w+/, '')
  await forAll(targets, async (target) => {
    const [lane, http] = [await told(request(target, '')), await told(request(target, ODD))]
    expect(plain(lane), target).toBe(plain(http))
  })
}, 60_000)

test('whatever is malformed finds node:http behind the lane', async () => {
  await world.serve('a/b', { 'f.txt': 'file', 'smuggled.txt': 'answered twice' })
  const probes = malformedRequests(`${AT}a/b/f.txt`, AT, host)
  await forAll(probes, async ({ bytes, name }) => {
    const [first, second] = await Promise.all([told(bytes), told(get('a/b/f.txt'), bytes)])
    const answers = second.split(/(?=HTTP\/1\.1 \d)/)
    // The lane has answered the one before; what follows is what a connection without it is told.
    expect(answers[0], name).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nfile$/)
    expect(undated(answers.slice(1).join('')), name).toBe(undated(first))
  })
}, 60_000)

test('requests sent together are answered in their order, wherever the bytes are cut and whichever is not plain', async () => {
  const names = Array.from({ length: 6 }, (_, index) => `f${index}`)
  await world.serve('a', Object.fromEntries(names.map((name) => [name, `body of ${name};`])))
  const bodies = names.map((name) => `body of ${name};`).join('')
  const order = (text: string): string => (text.match(/body of f\d;/g) ?? []).join('')
  for (const odd of [-1, 0, 3, 5]) {
    const all = names.map((name, index) => get(`a/${name}`, index === odd ? ODD : '')).join('')
    expect(order(await told(all)), `odd: ${odd}`).toBe(bodies)
    for (let cut = 1; cut < all.length; cut += 17) {
      expect(order(await told(all.slice(0, cut), all.slice(cut))), `odd: ${odd}, cut: ${cut}`).toBe(bodies)
    }
  }
}, 60_000)

test('a client that asks for much and reads slowly gets every byte, and holds up nobody', async () => {
  const sizes = [200_000, 61_000, 40_000, 250_000]
  const goods = Object.fromEntries(sizes.map((size, index) => [`f${index}`, randomBytes(size)]))
  await world.serve('a', goods)
  // Those over 64 KiB are kept in memory once node:http has read them.
  for (const name of Object.keys(goods)) await ask(world.url, `${AT}a/${name}`)
  const asked = Array.from({ length: 60 }, (_, index) => `f${index % sizes.length}`)
  const socket = open()
  socket.pause()
  let all = Buffer.alloc(0)
  const through = await throughHttp(async () => {
    socket.end(asked.map((name) => get(`a/${name}`)).join(''))
    for (const name of Object.keys(goods)) expect((await told(get(`a/${name}`))).length).toBeGreaterThan(40_000)
    all = Buffer.concat(await socket.toArray())
  })
  expect(through).toBe(0)
  for (const name of asked) {
    const start = all.indexOf('\r\n\r\n') + 4
    const body = goods[name] as Buffer
    expect(all.subarray(start, start + body.length).equals(body), name).toBe(true)
    all = all.subarray(start + body.length)
  }
  expect(all.length).toBe(0)
})

test('what is published, guarded or gone a moment later counts for the next request on the same connection', async () => {
  const repository = world.repository()
  const one = await world.publish(await world.put(repository, { f: 'one' }))
  const two = await world.publish(await world.put(repository, { f: 'two' }))
  const distribution = world.distribute('d', { publication_id: one.pulp_id })
  const socket = open()
  const next = async (): Promise<string> => {
    const reply = new Promise<Buffer>((resolve) => socket.once('data', resolve))
    socket.write(get('d/f'))
    return String(await reply)
  }
  for (let round = 0; round < 10; round += 1) {
    for (const [publication, body] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      distribution.save({ publication_id: publication.pulp_id })
      expect(await next()).toMatch(new RegExp(`MISS[^]*\r\n\r\n${body}$`))
      expect(await next()).toMatch(new RegExp(`HIT[^]*\r\n\r\n${body}$`))
    }
  }
  const { pulp_id: shut } = HeaderContentGuard.create(world.it.engine.catalogue, {
    name: 'g',
    header_name: 'x',
    header_value: 'y',
  })
  distribution.save({ content_guard_id: shut })
  expect(await next()).toMatch(/^HTTP\/1\.1 403 /)
  expect(await told(get('d/f'))).toMatch(/^HTTP\/1\.1 403 /)
  distribution.delete()
  expect(await next()).toMatch(/^HTTP\/1\.1 404 /)
})

test('files that a plugin names are left to node:http, each time', async () => {
  const repository = world.repository()
  await world.put(repository, { f: 'one' })
  world.distribute('l', { repository_id: repository.pulp_id }, Live)
  live.handler = ({ path }) => ({ kind: 'body', body: `made of ${path}`, contentType: 'text/plain' })
  for (let times = 0; times < 2; times += 1) expect(await told(get('l/f'))).toContain('made of f')
})

test('75 the access log and the counters have what the lane answered, once each', async () => {
  await world.serve('a', { f: 'hello', g: randomBytes(60_000) })
  await told(get('a/f').repeat(3) + get('a/f', ODD))
  const tag = String((await ask(world.url, `${AT}a/f`)).headers.etag)
  await told(get('a/f', `If-None-Match: ${tag}\r\n`))
  const leaving = open()
  leaving.pause()
  // More than the system takes for somebody who reads nothing.
  leaving.write(get('a/g').repeat(400))
  await new Promise((resolve) => setTimeout(resolve, 300))
  leaving.resetAndDestroy()
  const lines = (): Record<string, unknown>[] =>
    readFileSync(join(world.it.engine.folder.log, 'access.log'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  await expect.poll(() => lines().filter(({ complete }) => complete === false).length, { timeout: 5000 }).toBe(1)
  const [first] = lines()
  expect(first).toMatchObject({
    address: '127.0.0.1',
    method: 'GET',
    path: `${AT}a/f`,
    status: 200,
    bytes: 5,
    distribution: 'a',
    complete: true,
  })
  const shown = lines().filter(({ path }) => path === `${AT}a/f`)
  expect(shown.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 304])
  const { total } = world.server.stats()
  expect(total.requests).toBe(lines().length)
  expect(total.bytes).toBe(lines().reduce((sum, { bytes }) => sum + Number(bytes), 0))
})

test('a server that ends lets the lane finish what it sends, and keeps no idle connection', async () => {
  await world.serve('a', { f: 'hello', g: randomBytes(200_000) })
  await ask(world.url, `${AT}a/g`)
  const idle = open()
  idle.write(get('a/f'))
  await new Promise((resolve) => idle.once('data', resolve))
  const slow = open()
  slow.pause()
  const all = get('a/g').repeat(40)
  slow.write(all)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const closing = world.server.close()
  await new Promise((resolve) => idle.once('end', resolve).resume())
  const chunks = await slow.toArray()
  await closing
  const text = Buffer.concat(chunks as Buffer[]).toString('latin1')
  // Whole answers only.
  expect(text.length % (text.indexOf('\r\n\r\n') + 4 + 200_000)).toBe(0)
})
