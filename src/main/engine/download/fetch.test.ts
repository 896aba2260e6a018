import { gzipSync, brotliCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sha256, TestClient, TestUpstream } from './test-upstream.ts'

const TEXT = JSON.stringify({ name: 'näme', versions: Array.from({ length: 500 }, (_, index) => `1.0.${index}`) })

test.each([
  ['gzip', gzipSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['identity', Buffer.from(TEXT)],
])('reads JSON that came as %s', async (encoding, body) => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.setHeader('content-encoding', encoding).setHeader('etag', '"7"').end(body)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const result = await client.downloader.fetchJson({ url: `${upstream.url}/p` })
  expect(result).toMatchObject({ body: JSON.parse(TEXT) as object, etag: '"7"', notModified: false })
  expect(upstream.seen[0]?.headers['accept-encoding']).toBe('gzip, br')
})

test('asks whether anything changed', async () => {
  await using upstream = await TestUpstream.start((request, response) => {
    response.statusCode = request.headers['if-none-match'] === '"7"' ? 304 : 200
    response.end(response.statusCode === 200 ? TEXT : undefined)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const result = await client.downloader.fetchText({ url: `${upstream.url}/p`, ifNoneMatch: '"7"' })
  expect(result).toMatchObject({ notModified: true, body: '' })
})

test('a 304 nobody asked for is an error', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.writeHead(304).end())
  await using client = await TestClient.create({ url: upstream.url })
  const fetched = client.downloader.fetchText({ url: `${upstream.url}/p` })
  await expect(fetched).rejects.toMatchObject({ code: 'download.http_status', params: { status: 304 } })
})

test('says when JSON is none', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end('<html>sign in</html>'))
  await using client = await TestClient.create({ url: upstream.url })
  const fetched = client.downloader.fetchJson({ url: `${upstream.url}/p?token=hunter2` })
  await expect(fetched).rejects.toMatchObject({ code: 'download.not_json', params: { url: `${upstream.url}/p` } })
})

test('caps what is kept in memory, on the wire and decoded', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000))
  await using upstream = await TestUpstream.start((request, response) => {
    if (request.url === '/bomb') response.setHeader('content-encoding', 'gzip').end(bomb)
    else response.end(Buffer.alloc(30_000))
  })
  await using client = await TestClient.create({ url: upstream.url })
  for (const request of [
    { url: `${upstream.url}/plain`, maxSize: 20_000 },
    { url: `${upstream.url}/bomb`, maxSize: 100_000 },
    { url: `${upstream.url}/bomb` },
  ]) {
    await expect(client.downloader.fetchBytes(request)).rejects.toMatchObject({ code: 'download.too_large' })
  }
  expect(upstream.seen).toHaveLength(3)
})

test.each([
  ['gzip, gzip', gzipSync(gzipSync(TEXT))],
  ['deflate', Buffer.from(TEXT)],
  ['constructor', Buffer.from(TEXT)],
  ['gzip', Buffer.from('not gzip')],
])('refuses the encoding "%s" with such a body', async (encoding, body) => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.setHeader('content-encoding', encoding).end(body)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const fetched = client.downloader.fetchText({ url: upstream.url })
  await expect(fetched).rejects.toMatchObject({ code: 'download.encoding_refused' })
})

test('checks digests of what is kept in memory, and asks for exactly those bytes', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end(TEXT))
  await using client = await TestClient.create({ url: upstream.url })
  const expected = { sha256: sha256(Buffer.from(TEXT)) }
  await client.downloader.fetchText({ url: upstream.url, expected })
  expect(upstream.seen[0]?.headers['accept-encoding']).toBe('identity')
  const wrong = client.downloader.fetchText({ url: upstream.url, expected: { sha256: sha256(Buffer.from('x')) } })
  await expect(wrong).rejects.toMatchObject({ code: 'download.digest_mismatch' })
})
