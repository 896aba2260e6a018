import { createHash } from 'node:crypto'
import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, raw } from './client.ts'
import { Live, live, ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

let world: ShelfWorld

beforeEach(async () => {
  world = await ShelfWorld.start()
})
afterEach(async () => await world.close())

test('a published file is served with its validators and guarding headers', async () => {
  await world.serve('a/b', { 'dir/hello.txt': 'hello', 'x.special': 'x', 'y.tgz': 'y' })
  const reply = await ask(world.url, `${AT}a/b/dir/hello.txt`)
  expect(reply).toMatchObject({ status: 200, text: 'hello', complete: true })
  expect(reply.headers).toMatchObject({
    'content-length': '5',
    'content-type': 'text/plain; charset=utf-8',
    etag: `"${sha256('hello')}"`,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(reply.headers['content-security-policy']).toContain('sandbox')
  expect(reply.headers['cache-control']).toBeUndefined()
  expect(reply.headers['content-encoding']).toBeUndefined()
  expect((await ask(world.url, `${AT}a/b/x.special`)).headers['content-type']).toBe('application/x-special')
  expect((await ask(world.url, `${AT}a/b/y.tgz`)).headers['content-type']).toBe('application/octet-stream')
})

test('the longest base path answers', async () => {
  await world.serve('a', { 'f.txt': 'short' })
  await world.serve('a/b/c', { 'f.txt': 'long' })
  expect((await ask(world.url, `${AT}a/b/c/f.txt`)).text).toBe('long')
  expect((await ask(world.url, `${AT}a/f.txt`)).text).toBe('short')
  expect((await ask(world.url, `${AT}a/b/f.txt`)).status).toBe(404)
})

test('names are decoded once, whatever way they are spelled', async () => {
  await world.serve('a', { '@scope/name.tgz': 'scoped', 'g++_1%3a2.deb': 'odd', 'blank name.txt': 'blank' })
  for (const path of ['@scope/name.tgz', '@scope%2fname.tgz', '%40scope%2Fname.tgz', './@scope/./name.tgz']) {
    expect((await ask(world.url, `${AT}a/${path}`)).text, path).toBe('scoped')
  }
  expect((await ask(world.url, `${AT}a/g%2b%2B_1%253a2.deb`)).text).toBe('odd')
  expect((await ask(world.url, `${AT}a/g++_1%253A2.deb`)).status).toBe(404)
  expect((await ask(world.url, `${AT}a/g++_1%253a2.deb`)).text).toBe('odd')
  expect((await ask(world.url, `${AT}a/blank%20name.txt?q=1`)).text).toBe('blank')
  expect((await ask(world.url, `${AT}a/blank+name.txt`)).status).toBe(404)
})

test('HEAD says what GET would, without a body', async () => {
  await world.serve('a', { f: 'content' }, { INDEX: 'index' })
  for (const path of ['a/f', 'a/INDEX', 'a/']) {
    const get = await ask(world.url, AT + path)
    const head = await ask(world.url, AT + path, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.body.length).toBe(0)
    const { date: _get, 'x-pulp-cache': _miss, ...wanted } = get.headers
    const { date: _head, 'x-pulp-cache': _hit, ...found } = head.headers
    expect(found).toEqual(wanted)
  }
})

test('only GET and HEAD, without bodies, for the names of this machine', async () => {
  await world.serve('a', { f: 'content' })
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
    const reply = await ask(world.url, `${AT}a/f`, { method })
    expect(reply.status, method).toBe(405)
    expect(reply.headers.allow).toBe('GET, HEAD')
  }
  expect((await ask(world.url, `${AT}a/f`, { headers: { 'content-length': '0' } })).status).toBe(200)
  const { port, host } = new URL(world.url)
  const smuggled = `GET ${AT}a/f HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 38\r\n\r\nGET ${AT}a/f HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  const answers = await raw(world.url, smuggled)
  expect(answers.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(answers).toMatch(/^HTTP\/1\.1 400 /)
  for (const name of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`]) {
    expect((await ask(world.url, `${AT}a/f`, { headers: { host: name } })).status, name).toBe(200)
  }
  const strangers = [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `127.0.0.2:${port}`,
    `[::1]:${port}`,
  ]
  for (const name of [...strangers, `localhost.evil.example:${port}`, `127.0.0.1:${port}:1`]) {
    expect((await ask(world.url, `${AT}a/f`, { headers: { host: name } })).status, name).toBe(421)
  }
  const twice = `GET ${AT}a/f HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`
  expect(await raw(world.url, twice)).toMatch(/^HTTP\/1\.1 4/)
})

test('malformed requests get an answer with the guarding headers', async () => {
  const reply = await raw(world.url, 'GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n')
  expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nX-Content-Type-Options: nosniff/)
  const long = await raw(world.url, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(long).toMatch(/^HTTP\/1\.1 431 /)
})

test('distributions without a publication, or of an unknown path, serve nothing', async () => {
  const repository = world.repository()
  await world.put(repository, { f: 'content' })
  world.distribute('empty', { repository_id: repository.pulp_id })
  expect((await ask(world.url, `${AT}empty/f`)).status).toBe(404)
  expect((await ask(world.url, `${AT}empty/`)).status).toBe(404)
  expect((await ask(world.url, `${AT}none/f`)).status).toBe(404)
  expect((await ask(world.url, '/')).status).toBe(404)
  expect((await ask(world.url, '/pulp/api/v3/status/')).status).toBe(404)
})

test('58 an incomplete publication is never served', async () => {
  const repository = world.repository()
  const one = await world.publish(await world.put(repository, { f: 'one' }))
  const two = await world.publish(await world.put(repository, { f: 'two' }))
  world.distribute('latest', { repository_id: repository.pulp_id })
  world.distribute('named', { publication_id: two.pulp_id })
  two.save({ complete: false })
  expect((await ask(world.url, `${AT}latest/f`)).text).toBe('one')
  expect((await ask(world.url, `${AT}named/f`)).status).toBe(404)
  two.save({ complete: true })
  one.save({ complete: false })
  expect((await ask(world.url, `${AT}latest/f`)).text).toBe('two')
  expect((await ask(world.url, `${AT}named/f`)).text).toBe('two')
})

test('61 an older version is published later: the newest version with a publication is served; a version can be pinned', async () => {
  const repository = world.repository()
  const first = await world.put(repository, { f: 'one' })
  const second = await world.put(repository, { f: 'two' })
  await world.publish(second)
  await world.publish(first)
  await world.put(repository, { f: 'three, not published' })
  world.distribute('latest', { repository_id: repository.pulp_id })
  world.distribute('pinned', { repository_version_id: first.id })
  expect((await ask(world.url, `${AT}latest/f`)).text).toBe('two')
  expect((await ask(world.url, `${AT}pinned/f`)).text).toBe('one')
})

test('59 a pass-through publication serves each unit at its own path, and its index files besides', async () => {
  const repository = world.repository()
  const version = await world.put(repository, { 'd/f': 'file', g: 'other' })
  const publication = await world.publish(version, { INDEX: 'index', g: 'published' }, true)
  world.distribute('p', { publication_id: publication.pulp_id })
  expect((await ask(world.url, `${AT}p/d/f`)).text).toBe('file')
  expect((await ask(world.url, `${AT}p/g`)).text).toBe('published')
  expect((await ask(world.url, `${AT}p/INDEX`)).text).toBe('index')
  const names = [...(await ask(world.url, `${AT}p/`)).text.matchAll(/<a href="\.\/([^"]*)"/g)].map(([, name]) => name)
  expect(names).toEqual(['INDEX', 'd/', 'g'])
})

test('a distribution of versions serves files of the newest one, and what its plugin makes', async () => {
  const repository = world.repository()
  await world.put(repository, { 'p/-/p-1.tgz': 'tarball' })
  world.distribute('npm', { repository_id: repository.pulp_id }, Live)
  expect((await ask(world.url, `${AT}npm/p/-/p-1.tgz`)).text).toBe('tarball')
  const asked: unknown[] = []
  live.handler = (request) => {
    asked.push({ ...request, headers: request.headers.accept, distribution: request.distribution.name })
    if (request.path === 'made') {
      const headers = { Vary: 'Accept', 'Content-Encoding': 'gzip', 'content-security-policy': 'none' }
      return { kind: 'body', contentType: 'application/json', body: '{}', headers }
    }
    if (request.path === 'alias') return { kind: 'artifact', relativePath: 'p/-/p-1.tgz', contentType: 'x/y' }
    if (request.path === 'gone') return { kind: 'body', status: 410, contentType: 'text/plain', body: 'gone' }
    return null
  }
  const reply = await ask(world.url, `${AT}npm/made?x=1&y`, { headers: { accept: 'a/b' } })
  expect(reply).toMatchObject({ status: 200, text: '{}' })
  expect(reply.headers).toMatchObject({ etag: `"${sha256('{}')}"`, vary: 'Accept', 'content-type': 'application/json' })
  expect(reply.headers['content-encoding']).toBeUndefined()
  expect(reply.headers['content-security-policy']).toContain('sandbox')
  const version = expect.objectContaining({ number: 1 })
  const baseUrl = `${world.url}${AT}npm/`
  const common = { method: 'GET', headers: 'a/b', query: 'x=1&y', baseUrl, distribution: 'npm', version }
  expect(asked).toEqual([{ ...common, path: 'made', rawPath: 'made' }])
  const again = await ask(world.url, `${AT}npm/made`, { headers: { 'if-none-match': reply.headers.etag } })
  expect(again).toMatchObject({ status: 304, text: '' })
  expect(await ask(world.url, `${AT}npm/made`, { headers: { range: 'bytes=1-' } })).toMatchObject({
    status: 206,
    text: '}',
  })
  expect(await ask(world.url, `${AT}npm/gone`)).toMatchObject({ status: 410, text: 'gone' })
  const alias = await ask(world.url, `${AT}npm/alias`)
  expect(alias).toMatchObject({ status: 200, text: 'tarball' })
  expect(alias.headers['content-type']).toBe('x/y')
  expect((await ask(world.url, `${AT}npm/p/-/p-1.tgz`)).text).toBe('tarball')
  await ask(world.url, `${AT}./%6epm/@s%2Fx`, { headers: { host: `localhost:${new URL(world.url).port}` } })
  expect(asked.at(-1)).toMatchObject({ path: '@s/x', rawPath: '@s%2Fx' })
  expect((asked.at(-1) as { baseUrl: string }).baseUrl).toBe(`http://localhost:${new URL(world.url).port}${AT}npm/`)
})

test('a missing, short or changed file is never served as if it were whole', async () => {
  const large = Buffer.alloc(3_000_000, 'large')
  await world.serve('a', { small: 'small', gone: 'gone', large, larger: Buffer.alloc(2_000_000, 'x') })
  const { storage } = world.it.engine
  const path = (bytes: string | Buffer): string => storage.path(sha256(bytes)) as string
  rmSync(path('gone'))
  writeFileSync(path('small'), 'SMALL')
  truncateSync(path(large), 1_000_000)
  rmSync(path(Buffer.alloc(2_000_000, 'x')))
  for (const name of ['small', 'gone', 'large', 'larger']) {
    const reply = await ask(world.url, `${AT}a/${name}`)
    expect(reply.status, name).toBe(500)
    expect(reply.headers.etag).toBeUndefined()
  }
})

test('a large file goes out whole and in parts', async () => {
  const large = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => (index * 31) % 251))
  await world.serve('a', { large })
  const reply = await ask(world.url, `${AT}a/large`)
  expect(reply.body.equals(large)).toBe(true)
  const part = await ask(world.url, `${AT}a/large`, { headers: { range: 'bytes=1000000-4500000' } })
  expect(part.status).toBe(206)
  expect(part.body.equals(large.subarray(1_000_000, 4_500_001))).toBe(true)
})

test('requests and bytes are counted by distribution', async () => {
  await world.serve('a', { f: '12345' })
  await world.serve('b', { f: '123' })
  await ask(world.url, `${AT}a/f`)
  await ask(world.url, `${AT}a/f`, { method: 'HEAD' })
  await ask(world.url, `${AT}b/f`, { headers: { range: 'bytes=0-0' } })
  await ask(world.url, `${AT}`)
  await expect.poll(() => world.server.stats().total.requests).toBe(4)
  expect(world.server.stats()).toMatchObject({
    distributions: { a: { requests: 2, bytes: 5 }, b: { requests: 1, bytes: 1 } },
    upstream: { fetches: 0, failures: 0 },
  })
})

test('a port in use is told as such', async () => {
  const { startContentServer } = await import('../../src/main/content-server/server.ts')
  const port = Number(new URL(world.url).port)
  await expect(startContentServer(world.it.engine, { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'host.port_busy',
    params: { port, host: '127.0.0.1' },
  })
})

test('answers under way are finished when the server closes', async () => {
  const large = Buffer.alloc(20_000_000, 'large')
  await world.serve('a', { large })
  const reply = ask(world.url, `${AT}a/large`)
  await expect.poll(() => world.server.stats() && true).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await world.server.close()
  expect((await reply).body.length).toBe(large.length)
})
