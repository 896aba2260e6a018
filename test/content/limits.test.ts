/** What clients may not do to the server, and what a restart does not do to clients. Slow reading is in read-floor.test.ts. */
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { ask } from './client.ts'
import { ShelfWorld } from './shelf.ts'

const PATH = '/pulp/content/a/f'
let world: ShelfWorld

afterEach(async () => await world.close())

/** What a connection was sent until the server closed it. `also` goes on until then. */
function untilClosed(first: string, also = ''): Promise<string> {
  const { hostname, port } = new URL(world.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.write(first)
    const timer = also === '' ? undefined : setInterval(() => socket.write(also), 500)
    socket.on('data', (data) => (text += String(data)))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve(text)
    })
  })
}

test('L2: connections that never finish their headers, say nothing, or stay after an answer are closed', async () => {
  world = await ShelfWorld.start()
  await world.serve('a', { f: 'hello' })
  const { host } = new URL(world.url)
  const [slow, silent, idle] = await Promise.all([
    untilClosed(`GET ${PATH} HTTP/1.1\r\nHost: ${host}\r\n`, 'X-Slow: a\r\n'),
    untilClosed(''),
    untilClosed(`GET ${PATH} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
  ])
  expect(slow).toMatch(/^HTTP\/1\.1 408 /)
  expect(silent).not.toContain('200 OK')
  expect(idle).toMatch(/^HTTP\/1\.1 200 OK[^]*hello$/)
}, 90_000)

test('L3: more than a hundred headers, and a header without end, are refused', async () => {
  world = await ShelfWorld.start()
  await world.serve('a', { f: 'hello' })
  // With the Host and Connection that are always there.
  const askWith = async (count: number): Promise<number> => {
    const headers = Object.fromEntries(Array.from({ length: count - 2 }, (_, index) => [`x-${index}`, 'a']))
    return (await ask(world.url, PATH, { headers })).status
  }
  expect(await Promise.all([100, 101, 120].map(askWith))).toEqual([200, 431, 431])
  expect((await ask(world.url, PATH, { headers: { 'x-long': 'a'.repeat(20_000) } })).status).toBe(431)
  expect((await ask(world.url, PATH)).status).toBe(200)
})

test('L5, L6: what a proxy might say changes nothing of an answer', async () => {
  world = await ShelfWorld.start()
  await world.serve('a', { 'd/f': 'hello' })
  const said = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '10.0.0.1',
    forwarded: 'host=evil.example',
    'x-original-url': '/pulp/content/a/none',
    'x-remote-user': 'admin',
    remote_user: 'admin',
  }
  for (const path of ['/pulp/content/a/d/f', '/pulp/content/a/d', '/pulp/content/a/d/', '/pulp/content/none']) {
    // Asked before, so that what is remembered is compared with what is remembered.
    await ask(world.url, path)
    const [plain, proxied] = [await ask(world.url, path), await ask(world.url, path, { headers: said })]
    const { date: _, ...headers } = proxied.headers
    expect([proxied.status, proxied.text], path).toEqual([plain.status, plain.text])
    expect(plain.headers).toMatchObject(headers)
  }
})

test('L9: no method writes, and none but GET and HEAD is known', async () => {
  world = await ShelfWorld.start()
  await world.serve('a', { f: 'hello' })
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE']) {
    const { status, headers } = await ask(world.url, PATH, { method })
    expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD'])
  }
})

test('a server that ends finishes its answers while its successor has the port already', async () => {
  world = await ShelfWorld.start()
  const large = Buffer.alloc(30_000_000, 'large')
  await world.serve('a', { large, f: 'hello' })
  const { port } = world.server
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${world.url}/pulp/content/a/large`, { agent: false }, resolve).on('error', reject)
  })
  // What the system holds for the client is less than the file: the rest is still to be sent.
  answer.pause()
  const ended = world.server.close()
  const successor = await startContentServer(world.it.engine, { host: '127.0.0.1', port })
  try {
    expect((await ask(successor.url, PATH)).text).toBe('hello')
    expect(Buffer.concat(await answer.toArray()).equals(large)).toBe(true)
    await ended
  } finally {
    await successor.close()
  }
})
