import { readFile, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Brakes } from './brakes.ts'
import { sampleBytes, sha256, TestClient, TestUpstream } from './test-upstream.ts'
import { TrafficControl } from './traffic-control.ts'

const SMALL = sampleBytes(20_000)
const LARGE = sampleBytes(3_500_000)

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1
  return copy
}

test.each([
  ['empty', Buffer.alloc(0)],
  ['small', SMALL],
  ['large', LARGE],
])('stores a file with its digests: %s', async (_name, bytes) => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.setHeader('etag', '"1"').setHeader('last-modified', 'Wed, 01 Jan 2025 00:00:00 GMT').end(bytes)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const steps: number[] = []
  const result = await client.downloader.download({
    url: `${upstream.url}/a%20b.bin`,
    expected: { sha256: sha256(bytes) },
    expectedSize: bytes.length,
    onProgress: (done) => steps.push(done),
  })
  expect((await readFile(result.file.path)).equals(bytes)).toBe(true)
  expect(result.file.size).toBe(bytes.length)
  expect(Object.keys(result.file.digests).sort()).toEqual(['sha224', 'sha256', 'sha384', 'sha512'])
  expect(result.file.digests.sha256).toBe(sha256(bytes))
  expect((await stat(result.file.path)).mode & 0o777).toBe(0o600)
  expect(result).toMatchObject({ etag: '"1"', lastModified: 'Wed, 01 Jan 2025 00:00:00 GMT' })
  expect(steps.at(-1) ?? 0).toBe(bytes.length)
  expect(client.downloader.meter.snapshot()).toMatchObject({ requests: 1, bytes: bytes.length, retries: 0 })
})

test('32 tries again on 503 and succeeds', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    if (upstream.seen.length < 3) response.writeHead(503).end('busy')
    else response.end(SMALL)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const { file } = await client.downloader.download({ url: `${upstream.url}/a` })
  expect(file.digests.sha256).toBe(sha256(SMALL))
  expect(client.downloader.meter.snapshot()).toMatchObject({ requests: 3, retries: 2 })
})

test('gives up after max_retries with the status', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.writeHead(500).end())
  await using client = await TestClient.create({ url: upstream.url, max_retries: 2 })
  await expect(client.downloader.download({ url: `${upstream.url}/a?token=secret` })).rejects.toMatchObject({
    code: 'download.http_status',
    params: { url: `${upstream.url}/a`, status: 500 },
  })
  expect(upstream.seen).toHaveLength(3)
})

test.each([401, 403, 404, 410])('32 does not try again on %i', async (status) => {
  await using upstream = await TestUpstream.start((_request, response) => void response.writeHead(status).end('no'))
  await using client = await TestClient.create({ url: upstream.url })
  await expect(client.downloader.download({ url: `${upstream.url}/a` })).rejects.toMatchObject({ params: { status } })
  expect(upstream.seen).toHaveLength(1)
  expect(await client.leftovers()).toEqual([])
})

test('32 waits as long as Retry-After asks', async () => {
  const times: number[] = []
  await using upstream = await TestUpstream.start((_request, response) => {
    times.push(performance.now())
    if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end()
    else response.end(SMALL)
  })
  await using client = await TestClient.create({ url: upstream.url })
  await client.downloader.download({ url: `${upstream.url}/a` })
  expect((times[1] as number) - (times[0] as number)).toBeGreaterThanOrEqual(990)
})

test('32 does not wait for an upstream that wants an hour', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.writeHead(503, { 'retry-after': '3600' }).end()
  })
  await using client = await TestClient.create({ url: upstream.url })
  await expect(client.downloader.download({ url: `${upstream.url}/a` })).rejects.toMatchObject({
    params: { status: 503 },
  })
  expect(upstream.seen).toHaveLength(1)
})

test.each([
  ['small', SMALL],
  ['large', LARGE],
])('33 a flipped byte is refused after one more try, and nothing stays: %s', async (_name, bytes) => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end(flipped(bytes)))
  await using client = await TestClient.create({ url: upstream.url })
  await expect(
    client.downloader.download({ url: `${upstream.url}/pkg.tgz`, expected: { sha256: sha256(bytes) } }),
  ).rejects.toMatchObject({
    code: 'download.digest_mismatch',
    params: { name: 'pkg.tgz', url: `${upstream.url}/pkg.tgz`, algorithm: 'sha256', expected: sha256(bytes) },
  })
  expect(upstream.seen).toHaveLength(2)
  expect(await client.leftovers()).toEqual([])
})

test('33 a byte flipped once is forgiven', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.end(upstream.seen.length === 1 ? flipped(LARGE) : LARGE)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const { file } = await client.downloader.download({ url: `${upstream.url}/a`, expected: { sha256: sha256(LARGE) } })
  expect(await client.leftovers()).toEqual([file.path.slice(client.dir.length + 1)])
})

test('33 a wrong size is refused, announced or not', async () => {
  await using upstream = await TestUpstream.start((request, response) => {
    if (request.url === '/chunked') response.write(SMALL)
    response.end(request.url === '/chunked' ? undefined : SMALL)
  })
  await using client = await TestClient.create({ url: upstream.url })
  for (const [path, expectedSize] of [
    ['/plain', 5],
    ['/plain', 50_000],
    ['/chunked', 5],
    ['/chunked', 50_000],
  ] as const) {
    const download = client.downloader.download({ url: upstream.url + path, expectedSize })
    await expect(download).rejects.toMatchObject({ code: 'download.size_mismatch', params: { expected: expectedSize } })
  }
  expect(upstream.seen).toHaveLength(8)
  expect(await client.leftovers()).toEqual([])
})

test('the digest is checked before the size', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.write(SMALL.subarray(0, 100))
    response.end()
  })
  await using client = await TestClient.create({ url: upstream.url, max_retries: 0 })
  await expect(
    client.downloader.download({ url: upstream.url, expected: { sha256: sha256(SMALL) }, expectedSize: SMALL.length }),
  ).rejects.toMatchObject({ code: 'download.digest_mismatch' })
})

test('refuses digests of which none is allowed, before asking anybody', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end(SMALL))
  await using client = await TestClient.create({ url: upstream.url })
  await expect(
    client.downloader.download({ url: upstream.url, expected: { md5: 'd41d8cd98f00b204e9800998ecf8427e' } }),
  ).rejects.toMatchObject({ code: 'checksum.only_forbidden', params: { algorithms: 'md5' } })
  expect(upstream.seen).toHaveLength(0)
})

test('stops an endless body at the cap', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(SMALL));
    }
    response.on('drain', more)
    more()
  })
  await using client = await TestClient.create({ url: upstream.url })
  await expect(client.downloader.download({ url: `${upstream.url}/a`, maxSize: 5_000_000 })).rejects.toMatchObject({
    code: 'download.too_large',
    params: { limit: 5_000_000 },
  })
  expect(upstream.seen).toHaveLength(1)
  expect(await client.leftovers()).toEqual([])
})

test('an announced size above the cap costs no transfer', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end(LARGE))
  await using client = await TestClient.create({ url: upstream.url })
  const download = client.downloader.download({ url: upstream.url, maxSize: 1_000_000 })
  await expect(download).rejects.toMatchObject({ code: 'download.too_large' })
  expect(client.downloader.meter.bytes).toBeLessThan(1_000_000)
})

test('can be canceled while it waits, runs or pauses', async () => {
  const abort = new AbortController()
  await using upstream = await TestUpstream.start((request, response) => {
    if (request.url === '/busy') return void response.writeHead(503, { 'retry-after': '60' }).end()
    response.write(LARGE.subarray(0, 2_000_000))
    setTimeout(() => abort.abort(), 50)
  })
  await using client = await TestClient.create({ url: upstream.url, download_concurrency: 1 })
  const running = client.downloader.download({ url: `${upstream.url}/slow`, signal: abort.signal })
  const waiting = client.downloader.download({ url: `${upstream.url}/next`, signal: abort.signal })
  const outcomes = await Promise.allSettled([running, waiting])
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'download.canceled' } })
  }
  expect(upstream.seen.map((one) => one.url)).toEqual(['/slow'])

  const signal = AbortSignal.timeout(50)
  const pausing = client.downloader.download({ url: `${upstream.url}/busy`, signal })
  await expect(pausing).rejects.toMatchObject({ code: 'download.canceled' })
  expect(await client.leftovers()).toEqual([])
})

test('30 never runs more at once than download_concurrency, whatever it is asked for', async () => {
  let running = 0
  let most = 0
  await using upstream = await TestUpstream.start((request, response) => {
    running += 1
    most = Math.max(most, running)
    setTimeout(() => {
      running -= 1
      response.statusCode = request.url?.endsWith('7') && Math.random() < 0.5 ? 503 : 200
      response.end(SMALL)
    }, 2)
  })
  await using client = await TestClient.create({ url: upstream.url, download_concurrency: 4, max_retries: 20 })
  const one = async (index: number): Promise<void> => {
    const url = `${upstream.url}/${index}`
    if (index % 3 === 0) await client.downloader.fetchBytes({ url })
    else if (index % 3 === 1) (await client.downloader.stream({ url }).catch(() => null))?.body.resume()
    else await client.downloader.download({ url })
  }
  await Promise.all(Array.from({ length: 120 }, (_, index) => one(index)))
  expect(most).toBe(4)
})

test('31 spaces requests by the rate limit', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end('x'))
  await using client = await TestClient.create({ url: upstream.url, rate_limit: 50 })
  const begin = performance.now()
  await Promise.all(Array.from({ length: 11 }, () => client.downloader.fetchText({ url: upstream.url })))
  expect(performance.now() - begin).toBeGreaterThanOrEqual(190)
})

test('37 a stalled upstream is a timeout', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.write(SMALL))
  await using client = await TestClient.create({ url: upstream.url, sock_read_timeout: 0.2, max_retries: 1 })
  await expect(client.downloader.download({ url: `${upstream.url}/a` })).rejects.toMatchObject({
    code: 'download.timeout',
    params: { url: `${upstream.url}/a`, seconds: 0.2 },
  })
  expect(upstream.seen).toHaveLength(2)
  expect(await client.leftovers()).toEqual([])
})

test('37 total_timeout bounds an attempt that never stalls', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  })
  await using client = await TestClient.create({ url: upstream.url, total_timeout: 0.3, max_retries: 0 })
  const download = client.downloader.download({ url: upstream.url })
  await expect(download).rejects.toMatchObject({ code: 'download.timeout', params: { seconds: 0.3 } })
})

test('names the host that cannot be reached', async () => {
  const upstream = await TestUpstream.start(() => {})
  await upstream[Symbol.asyncDispose]()
  await using client = await TestClient.create({ url: upstream.url, max_retries: 1 })
  await expect(client.downloader.download({ url: `${upstream.url}/a` })).rejects.toMatchObject({
    code: 'download.unreachable',
    params: { host: new URL(upstream.url).host, reason: 'refused' },
  })
  expect(client.downloader.meter.requests).toBe(2)
})

test('close ends what is under way', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.write(SMALL))
  await using client = await TestClient.create({ url: upstream.url })
  const download = client.downloader.download({ url: upstream.url })
  const outcome = expect(download).rejects.toMatchObject({ code: 'download.canceled' })
  while (upstream.seen.length === 0) await sleep(5)
  await client.downloader.close()
  await outcome
  expect(await client.leftovers()).toEqual([])
})

/** Sends the bytes in pieces, one every 20 ms. */
function slowly(response: ServerResponse, bytes: Buffer, piece: number): void {
  response.writeHead(200, { 'content-length': bytes.length })
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + piece))
    sent += piece
    if (sent >= bytes.length) response.end()
  }, 20)
  response.on('close', () => clearInterval(timer))
}

const QUICK_GUARD = { minimumRate: { rate: 10_000, window: 250 } }

test('37 a slow transfer that moves may last many times the window; no timeout ends it', async () => {
  await using upstream = await TestUpstream.start((_request, response) => slowly(response, SMALL, 400))
  // 20,000 bytes a second: a machine that stands still for a while does not make them too few.
  const guard = { minimumRate: { rate: 1000, window: 250 } }
  await using client = await TestClient.create({ url: upstream.url, max_retries: 0 }, guard)
  const { file } = await client.downloader.download({ url: upstream.url, expected: { sha256: sha256(SMALL) } })
  expect(file.size).toBe(SMALL.length)
  expect(upstream.seen).toHaveLength(1)
})

test.each([
  ['stalls', (response: ServerResponse) => void response.write(SMALL)],
  ['drips', (response: ServerResponse) => slowly(response, LARGE, 1)],
])('37 an upstream that %s loses its connection and is named', async (_what, answer) => {
  const gone = Promise.withResolvers<void>()
  await using upstream = await TestUpstream.start((_request, response) => {
    response.once('close', gone.resolve)
    answer(response)
  })
  await using client = await TestClient.create({ url: upstream.url, max_retries: 0 }, QUICK_GUARD)
  for (const transfer of [
    () => client.downloader.download({ url: `${upstream.url}/a` }),
    () => client.downloader.fetchBytes({ url: `${upstream.url}/a` }),
    async () => buffer((await client.downloader.stream({ url: `${upstream.url}/a` })).body),
  ]) {
    await expect(transfer()).rejects.toMatchObject({
      code: 'download.too_slow',
      params: { url: `${upstream.url}/a`, rate: 10_000 },
    })
    await gone.promise
  }
})

test('37 what our own reader or limit holds back is not the fault of the upstream', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end(LARGE))
  const brakes = new Brakes(new TrafficControl(1_000_000))
  const guard = { minimumRate: { rate: 2_000_000, window: 250 } }
  await using client = await TestClient.create({ url: upstream.url, max_retries: 0 }, { ...guard, brakes })
  expect((await client.downloader.download({ url: upstream.url })).file.size).toBe(LARGE.length)
})
