import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { Sources } from './sources.ts'
import { sampleBytes, sha256, TestClient, TestUpstream, type Handler } from './test-upstream.ts'

const BYTES = sampleBytes(3_000_000)
const REQUEST = { expected: { sha256: sha256(BYTES) }, expectedSize: BYTES.length }
const healthy: Handler = (_request, response) => void response.end(BYTES)

async function deadAddress(): Promise<string> {
  const upstream = await TestUpstream.start(() => undefined)
  await upstream[Symbol.asyncDispose]()
  return upstream.url
}

test('34 the first mirror is dead: everything comes from the second, which is said, and the dead one is asked once', async () => {
  const dead = await deadAddress()
  await using second = await TestUpstream.start(healthy)
  await using client = await TestClient.create({
    url: `${dead}/x/PULP_MANIFEST`,
    mirrors: [`${second.url}/y/PULP_MANIFEST`],
  })
  const manifest = await client.downloader.fetchBytes({ url: `${dead}/x/PULP_MANIFEST` })
  expect(manifest.url).toBe(`${second.url}/y/PULP_MANIFEST`)
  for (const name of ['a', 'b/c']) {
    const { file } = await client.downloader.download({ url: `${dead}/x/${name}`, ...REQUEST })
    expect((await readFile(file.path)).equals(BYTES)).toBe(true)
  }
  expect((await buffer((await client.downloader.stream({ url: `${dead}/x/d`, ...REQUEST })).body)).equals(BYTES)).toBe(
    true,
  )
  expect(second.seen.map((one) => one.url)).toEqual(['/y/PULP_MANIFEST', '/y/a', '/y/b/c', '/y/d'])
  expect(client.downloader.served).toEqual([{ mirror: `${second.url}/y/`, files: 4 }])
  expect(client.downloader.meter.requests).toBe(5)
})

test.each([
  ['404', (_request, response) => void response.writeHead(404).end()],
  ['503', (_request, response) => void response.writeHead(503).end()],
  ['a wrong byte', (_request, response) => void response.end(Buffer.concat([BYTES.subarray(1), BYTES.subarray(0, 1)]))],
  ['a wrong size', (_request, response) => void response.end(BYTES.subarray(1))],
] as [string, Handler][])('34 a mirror that answers with %s is passed over', async (_what, handler) => {
  await using bad = await TestUpstream.start(handler)
  await using good = await TestUpstream.start(healthy)
  await using client = await TestClient.create({ url: `${bad.url}/`, mirrors: [`${good.url}/`] })
  const { file } = await client.downloader.download({ url: `${bad.url}/a`, ...REQUEST })
  expect(file.digests.sha256).toBe(sha256(BYTES))
  expect([bad.seen.length, good.seen.length]).toEqual([1, 1])
})

test('34, 35 what one mirror began another one finishes', async () => {
  await using first = await TestUpstream.start((_request, response) => {
    response.writeHead(200, { 'content-length': BYTES.length, etag: '"of the first"' })
    response.write(BYTES.subarray(0, 2_000_000), () => setTimeout(() => response.destroy(), 100))
  })
  await using second = await TestUpstream.start((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1])
    const headers = { 'content-range': `bytes ${start}-${BYTES.length - 1}/${BYTES.length}`, etag: '"of the second"' }
    response.writeHead(206, headers).end(BYTES.subarray(start))
  })
  await using client = await TestClient.create({ url: `${first.url}/`, mirrors: [`${second.url}/`] })
  const { file } = await client.downloader.download({ url: `${first.url}/a`, ...REQUEST })
  expect(file.digests.sha256).toBe(sha256(BYTES))
  expect(second.seen[0]?.headers['if-range']).toBeUndefined()
  expect(client.downloader.meter.bytes).toBe(BYTES.length)
})

test('34, 39 mirrors get no credentials; when none delivers, the error says why', async () => {
  await using first = await TestUpstream.start((_request, response) => void response.writeHead(404).end())
  await using second = await TestUpstream.start((_request, response) => void response.writeHead(410).end())
  const secrets = { username: 'me', password: 'secret', headers: [{ 'X-Token': 't' }] }
  await using client = await TestClient.create({ url: `${first.url}/`, mirrors: [`${second.url}/`], ...secrets })
  await expect(client.downloader.download({ url: `${first.url}/a` })).rejects.toMatchObject({
    code: 'download.http_status',
    params: { status: 410 },
  })
  expect(first.seen[0]?.headers).toMatchObject({ authorization: expect.any(String) as string, 'x-token': 't' })
  for (const name of ['authorization', 'x-token']) expect(second.seen[0]?.headers).not.toHaveProperty(name)
  expect([first.seen.length, second.seen.length]).toEqual([1, 1])
})

test.each([
  ['https://a.example/x/index', 'https://a.example/x/index', 'https://b.example/y/list'],
  ['https://a.example/x/index', 'https://a.example/x/p/q?s=1', 'https://b.example/y/p/q?s=1'],
  ['https://a.example/npm', 'https://a.example/npm/left-pad', 'https://b.example/y/list/left-pad'],
  ['https://a.example/npm/', 'https://a.example/npm/left-pad', 'https://b.example/y/list/left-pad'],
  ['https://a.example/x/index', 'https://a.example/elsewhere', null],
  ['https://a.example/x/index', 'https://c.example/x/p', null],
])('the mirror of a remote at %s has %s at %s', (remote, asked, there) => {
  const sources = new Sources({ url: remote, mirrors: ['https://b.example/y/list'] })
  const all = sources.of(new URL(asked), []).map(({ url }) => url.href)
  expect(all).toEqual(there === null ? [asked] : [asked, there])
})
