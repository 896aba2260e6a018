import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PartialStore } from '../artifact/partial-store.ts'
import { sampleBytes, sha256, TestClient, TestUpstream, type Handler } from './test-upstream.ts'

const BYTES = sampleBytes(6_000_000)
const EXPECTED = { sha256: sha256(BYTES) }
const REQUEST = { expected: EXPECTED, expectedSize: BYTES.length }
const CUT = Math.floor(BYTES.length * 0.8)

let folder: string
let partials: PartialStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillwater-partial-'))
  partials = new PartialStore(folder, 100)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const kept = (): Promise<string[]> => readdir(folder)

function sendFrom(response: ServerResponse, start: number, bytes = BYTES): void {
  if (start > 0)
    response.writeHead(206, { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`, etag: '"1"' })
  else response.writeHead(200, { 'content-length': bytes.length, etag: '"1"' })
  response.end(bytes.subarray(start))
}
const startOf = (range: string | undefined): number => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
const honest: Handler = (request, response) => sendFrom(response, startOf(request.headers.range))

/** Leaves the first 80 % behind, as a download does that fails or is cut off by the end of the program. */
async function leaveBeginning(upstream: TestUpstream): Promise<void> {
  await using client = await TestClient.create({ url: upstream.url, max_retries: 0 }, { partials })
  await expect(client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })).rejects.toThrow(
    'download.unreachable',
  )
  expect(await client.leftovers()).toEqual([])
}

let first = true
const cutFirst: Handler = (request, response) => {
  if (!first) return honest(request, response)
  first = false
  response.writeHead(200, { 'content-length': BYTES.length, etag: '"1"' })
  response.write(BYTES.subarray(0, CUT), () => setTimeout(() => response.destroy(), 100))
}
beforeEach(() => {
  first = true
})

test('35 a new program goes on at 80 %, with the validator, and checks the whole', async () => {
  await using upstream = await TestUpstream.start(cutFirst)
  await leaveBeginning(upstream)
  expect((await kept()).toSorted()).toEqual([`sha256-${EXPECTED.sha256}.json`, `sha256-${EXPECTED.sha256}.part`])
  await using client = await TestClient.create({ url: upstream.url }, { partials: new PartialStore(folder, 100) })
  const steps: number[] = []
  const { file, etag } = await client.downloader.download({
    url: `${upstream.url}/a`,
    ...REQUEST,
    onProgress: (done) => steps.push(done),
  })
  expect([file.digests.sha256, etag]).toEqual([EXPECTED.sha256, '"1"'])
  expect(upstream.seen[1]?.headers).toMatchObject({ range: `bytes=${CUT}-`, 'if-range': '"1"' })
  expect(client.downloader.meter.bytes).toBe(BYTES.length - CUT)
  expect(steps[0]).toBe(CUT)
  expect(await kept()).toEqual([])
  expect(await client.leftovers()).toHaveLength(1)
})

test('35 what was being written when the program was killed is found after the next start', async () => {
  await using upstream = await TestUpstream.start(cutFirst)
  await leaveBeginning(upstream)
  // As a killed writer leaves it: still under the name of its own.
  const part = await partials.take(`sha256-${EXPECTED.sha256}`)
  expect(part).not.toBeNull()
  expect(await partials.take(`sha256-${EXPECTED.sha256}`)).toBeNull()
  const restarted = new PartialStore(folder, 100)
  restarted.recover()
  await using client = await TestClient.create({ url: upstream.url }, { partials: restarted })
  await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  expect(upstream.seen[1]?.headers).toMatchObject({ range: `bytes=${CUT}-`, 'if-range': '"1"' })
})

test.each([
  ['damaged', async (path: string) => writeFile(path, Buffer.alloc(CUT))],
  ['too long', async (path: string) => writeFile(path, Buffer.concat([BYTES, BYTES]))],
  ['whole already, but wrong', async (path: string) => writeFile(path, Buffer.alloc(BYTES.length))],
])('35 a part that is %s costs time, not correctness', async (_what, spoil) => {
  await using upstream = await TestUpstream.start(cutFirst)
  await leaveBeginning(upstream)
  await spoil(join(folder, `sha256-${EXPECTED.sha256}.part`))
  await using client = await TestClient.create({ url: upstream.url }, { partials })
  const { file } = await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  expect(file.digests.sha256).toBe(EXPECTED.sha256)
  expect(await kept()).toEqual([])
})

test('35 a part that is the whole file already is not asked for again', async () => {
  await using upstream = await TestUpstream.start(cutFirst)
  await leaveBeginning(upstream)
  await writeFile(join(folder, `sha256-${EXPECTED.sha256}.part`), BYTES)
  await using client = await TestClient.create({ url: upstream.url }, { partials })
  await client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  expect(upstream.seen).toHaveLength(1)
})

test('35 two who want the same file do not share a part', async () => {
  await using upstream = await TestUpstream.start(cutFirst)
  await leaveBeginning(upstream)
  await using client = await TestClient.create({ url: upstream.url }, { partials })
  const one = (): Promise<unknown> => client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  await Promise.all([one(), one()])
  expect(
    upstream.seen
      .slice(1)
      .map(({ headers }) => startOf(headers.range))
      .toSorted((a, b) => a - b),
  ).toEqual([0, CUT])
  expect(await kept()).toEqual([])
})

test('35 nothing is kept that could not be proved, and no secret of an address', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.writeHead(200, { 'content-length': BYTES.length, 'set-cookie': 'a=secret' })
    response.write(BYTES.subarray(0, CUT), () => setTimeout(() => response.destroy(), 100))
  })
  await using client = await TestClient.create({ url: upstream.url, max_retries: 0 }, { partials })
  await expect(client.downloader.download({ url: `${upstream.url}/a` })).rejects.toThrow('download.unreachable')
  expect(await kept()).toEqual([])
  const signed = client.downloader.download({ url: `${upstream.url}/a?token=secret`, ...REQUEST })
  await expect(signed).rejects.toThrow('download.unreachable')
  const { readFile } = await import('node:fs/promises')
  expect(await readFile(join(folder, `sha256-${EXPECTED.sha256}.json`), 'utf8')).not.toContain('secret')
})

test('35 leftovers are bounded by size and by age; strangers go at the start', async () => {
  const small = new PartialStore(folder, 3)
  const name = (index: number): string => `sha256-${String(index).repeat(64)}.part`
  for (const index of [1, 2, 3, 4, 5]) {
    await writeFile(join(folder, name(index)), Buffer.alloc(1_000_000))
    const time = Date.now() / 1000 - 100 + index
    await utimes(join(folder, name(index)), time, time)
  }
  await writeFile(join(folder, 'stranger'), 'x')
  small.recover()
  await small.prune()
  expect((await kept()).toSorted()).toEqual([3, 4, 5].map(name))
  await small.prune(Date.now() + 15 * 86_400_000)
  expect(await kept()).toEqual([])
})

/** An upstream that sends a file made on the way and closes the connection after each 5 MB. */
function stubborn(size: number, piece: number): { handler: Handler; sent: () => number } {
  const block = sampleBytes(1024 * 1024)
  let sent = 0
  const handler: Handler = (request, response) => {
    const start = startOf(request.headers.range)
    const end = Math.min(size, start + piece)
    if (start > 0)
      response.writeHead(206, {
        'content-range': `bytes ${start}-${size - 1}/${size}`,
        etag: '"s"',
        'content-length': size - start,
      })
    else response.writeHead(200, { 'content-length': size, etag: '"s"' })
    let at = start
    const more = (): void => {
      while (at < end) {
        const offset = at % block.length
        const chunk = block.subarray(offset, Math.min(block.length, offset + end - at))
        at += chunk.length
        sent += chunk.length
        if (!response.write(chunk)) return void response.once('drain', more)
      }
      if (end === size) response.end()
      // Closed in order, so that what was sent arrives.
      else response.socket?.end()
    }
    more()
  }
  return { handler, sent: () => sent }
}

test('35 an upstream that closes the connection every 5 MB of 500 MB: the file arrives, each byte sent at most 1.05 times', async () => {
  const size = 500_000_000
  const { handler, sent } = stubborn(size, 5_000_000)
  await using upstream = await TestUpstream.start(handler)
  await using client = await TestClient.create({ url: upstream.url }, { partials, allowed: ['sha256'] })
  const { file } = await client.downloader.download({ url: `${upstream.url}/big`, expectedSize: size })
  expect((await stat(file.path)).size).toBe(size)
  expect(upstream.seen).toHaveLength(100)
  expect(sent()).toBeLessThanOrEqual(1.05 * size)
  expect(client.downloader.meter.bytes).toBeLessThanOrEqual(1.05 * size)
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256')
  const block = sampleBytes(1024 * 1024)
  for (let at = 0; at < size; at += block.length) hash.update(block.subarray(0, Math.min(block.length, size - at)))
  expect(file.digests.sha256).toBe(hash.digest('hex'))
}, 60_000)

test('35 the same while it is passed on to a reader, who notices nothing', async () => {
  const { handler, sent } = stubborn(BYTES.length, 1_000_000)
  await using upstream = await TestUpstream.start(handler)
  await using client = await TestClient.create({ url: upstream.url })
  const { body } = await client.downloader.stream({ url: `${upstream.url}/a`, expectedSize: BYTES.length })
  expect((await buffer(body)).length).toBe(BYTES.length)
  expect(sent()).toBeLessThanOrEqual(1.05 * BYTES.length)
})

test('35 a reader gets the rest out of a repeated whole when digests prove it', async () => {
  await using upstream = await TestUpstream.start((request, response) => {
    if (first) cutFirst(request, response)
    else sendFrom(response, 0)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const { body } = await client.downloader.stream({ url: `${upstream.url}/a`, ...REQUEST })
  expect((await buffer(body)).equals(BYTES)).toBe(true)
})

test('35 a beginning that cannot be taken up or noted is the fault of the disk, not of upstream', async () => {
  await using upstream = await TestUpstream.start(honest)
  const file = join(folder, 'no folder')
  await writeFile(file, '')
  const nowhere = new PartialStore(file, 100)
  await using client = await TestClient.create({ url: upstream.url }, { partials: nowhere })
  const work = client.downloader.download({ url: `${upstream.url}/a`, ...REQUEST })
  await expect(work).rejects.toMatchObject({ code: 'storage.write_failed' })
  const note = (): void => nowhere.describe(nowhere.begin('sha256-0'), { source: upstream.url, headers: {} })
  expect(note).toThrow(expect.objectContaining({ code: 'storage.write_failed' }))
})
