import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { sampleBytes, sha256, TestClient, TestUpstream, type Handler } from './test-upstream.ts'

const BYTES = sampleBytes(4_000_000)
const OLD = 'Wed, 01 Jan 2025 00:00:00 GMT'

/** Sends the first part and then cuts the connection, but not before the part has left. */
function cut(response: ServerResponse, upTo: number, headers: Record<string, string>): void {
  response.writeHead(200, { 'content-length': BYTES.length, ...headers })
  response.write(BYTES.subarray(0, upTo), () => setTimeout(() => response.destroy(), 100))
}

/** Cuts the first answer at 60 % and lets `next` give the later ones. */
function cutOnce(headers: Record<string, string>, next: Handler): Handler {
  let first = true
  return (request, response) => {
    if (!first) return next(request, response)
    first = false
    cut(response, 2_400_000, headers)
  }
}

const honest: Handler = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1])
  response.writeHead(206, { 'content-range': `bytes ${start}-${BYTES.length - 1}/${BYTES.length}` })
  response.end(BYTES.subarray(start))
}

const REQUEST = { expected: { sha256: sha256(BYTES) }, expectedSize: BYTES.length }

test.each([
  ['etag', { etag: '"abc"' }, '"abc"'],
  ['last-modified', { 'last-modified': OLD }, OLD],
])('35 continues after a cut connection, bound to the %s', async (_name, headers, validator) => {
  await using upstream = await TestUpstream.start(cutOnce(headers, honest))
  await using client = await TestClient.create({ url: upstream.url })
  const { file } = await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  expect(file.digests.sha256).toBe(sha256(BYTES))
  expect(upstream.seen[1]?.headers['if-range']).toBe(validator)
  expect(client.downloader.meter.resumed).toBe(1)
  expect(client.downloader.meter.bytes).toBeLessThanOrEqual(1.05 * BYTES.length)
})

test('35 continues without a validator only when digests will tell', async () => {
  await using upstream = await TestUpstream.start(cutOnce({ etag: 'W/"weak"' }, honest))
  await using client = await TestClient.create({ url: upstream.url })
  await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  expect(upstream.seen[1]?.headers).toMatchObject({ range: expect.stringMatching(/^bytes=\d+-$/) as string })
  expect(upstream.seen[1]?.headers['if-range']).toBeUndefined()
})

test('35 starts over when nothing could prove that the rest belongs to the beginning', async () => {
  await using upstream = await TestUpstream.start(
    cutOnce({ etag: 'W/"weak"' }, (_request, response) => void response.end(BYTES)),
  )
  await using client = await TestClient.create({ url: upstream.url })
  const { file } = await client.downloader.download({ url: `${upstream.url}/a` })
  expect(upstream.seen[1]?.headers.range).toBeUndefined()
  expect(file.digests.sha256).toBe(sha256(BYTES))
})

test('35 takes the whole file when the upstream ignores the range', async () => {
  await using upstream = await TestUpstream.start(
    cutOnce({ etag: '"abc"' }, (_request, response) => void response.end(BYTES)),
  )
  await using client = await TestClient.create({ url: upstream.url })
  const steps: number[] = []
  const { file } = await client.downloader.download({
    url: `${upstream.url}/a`,
    ...REQUEST,
    onProgress: (done) => steps.push(done),
  })
  expect(file.digests.sha256).toBe(sha256(BYTES))
  expect(Math.max(...steps)).toBe(BYTES.length)
  expect(await client.leftovers()).toHaveLength(1)
})

const WRONG_ANSWERS: [string, Record<string, string>, number][] = [
  ['another start', { 'content-range': `bytes 0-${BYTES.length - 1}/${BYTES.length}` }, 206],
  ['another total', { 'content-range': `bytes 2400000-${BYTES.length}/${BYTES.length + 1}` }, 206],
  ['an early end', { 'content-range': `bytes 2400000-2400001/${BYTES.length}` }, 206],
  ['no range at all', {}, 206],
  ['a new etag', { 'content-range': `bytes 2400000-${BYTES.length - 1}/${BYTES.length}`, etag: '"new"' }, 206],
  ['416', { 'content-range': `bytes */${BYTES.length}` }, 416],
]

test.each(WRONG_ANSWERS)(
  '35 falls back to the whole file on a partial answer with %s',
  async (_name, headers, status) => {
    await using upstream = await TestUpstream.start(
      cutOnce({ etag: '"abc"' }, (request, response) => {
        if (request.headers.range) response.writeHead(status, headers).end(BYTES.subarray(2_400_000))
        else response.end(BYTES)
      }),
    )
    await using client = await TestClient.create({ url: upstream.url })
    const { file } = await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
    expect(file.digests.sha256).toBe(sha256(BYTES))
    expect(upstream.seen.map((one) => one.headers.range !== undefined)).toEqual([false, true, false])
  },
)

test('35 a rest that belongs to another file is found out by the digest and fetched whole', async () => {
  await using upstream = await TestUpstream.start(
    cutOnce({ etag: '"abc"' }, (request, response) => {
      if (!request.headers.range) return void response.end(BYTES)
      const start = Number(/\d+/.exec(request.headers.range)?.[0])
      response.writeHead(206, { 'content-range': `bytes ${start}-${BYTES.length - 1}/${BYTES.length}` })
      response.end(Buffer.alloc(BYTES.length - start))
    }),
  )
  await using client = await TestClient.create({ url: upstream.url })
  const { file } = await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  expect(file.digests.sha256).toBe(sha256(BYTES))
  expect(upstream.seen).toHaveLength(3)
  expect(await client.leftovers()).toHaveLength(1)
})
