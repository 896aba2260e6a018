/** Downloads as a sync makes them: the settings of remotes and of the program, seen by real upstreams. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { createDistribution } from '../../src/main/engine/repository/create-distribution.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { latestVersion } from '../../src/main/engine/repository/version.ts'
import { progressReportsOf } from '../../src/main/engine/tasking/task-body.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileDistribution, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
let upstream: FileUpstream

beforeEach(async () => {
  it = startTestEngine([file])
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.bin': Buffer.alloc(300_000, 7) })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

async function restart(settings: Record<string, unknown>): Promise<void> {
  await it.close()
  it = startTestEngine([file], { settings })
}

type Remote = Partial<Parameters<typeof FileRemote.create>[1]>

function mirrorOf(values: Remote = {}, name = 'm'): { id: string; sync: () => Promise<TaskRow> } {
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name, url: upstream.url, ...values })
  const repository = createRepository(catalogue, FileRepository, { name, autopublish: true })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: false }
  return { id: repository.pulp_id, sync: () => it.run(syncFile, input, { exclusive: [repository], shared: [remote] }) }
}

const stored = (bytes: string | Buffer): Promise<boolean> => it.engine.storage.exists(sha256(Buffer.from(bytes)))
const artifacts = (): unknown => it.engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_artifact').pluck().get()
const payload = (): string[] => upstream.requests.filter((path) => path !== 'PULP_MANIFEST')

function temporaryFiles(): string[] {
  const all = readdirSync(it.engine.folder.tmp, { recursive: true, withFileTypes: true })
  return all.flatMap((one) => (one.isFile() ? [one.name] : []))
}

test('29 three policies: here after the sync, after the first GET, or never', async () => {
  const server = await startContentServer(it.engine, { host: '127.0.0.1', port: 0 })
  for (const policy of ['immediate', 'on_demand', 'streamed'] as const) {
    upstream.files.clear()
    const bytes = `of ${policy}`
    upstream.files.set(`${policy}.txt`, Buffer.from(bytes))
    upstream.requests.length = 0
    const { id, sync } = mirrorOf({ policy }, policy)
    expect((await sync()).state).toBe('completed')
    const values = { name: policy, base_path: policy, repository_id: id }
    await it.run(createDistribution, { pulp_type: FileDistribution.type, values })
    expect([policy, await stored(bytes), payload().length]).toEqual([
      policy,
      policy === 'immediate',
      policy === 'immediate' ? 1 : 0,
    ])
    for (let round = 1; round <= 2; round += 1) {
      const answer = await fetch(`${server.url}/pulp/content/${policy}/${policy}.txt`)
      expect([answer.status, await answer.text()]).toEqual([200, bytes])
      if (policy === 'on_demand') await expect.poll(() => stored(bytes)).toBe(true)
      expect(payload()).toHaveLength(policy === 'streamed' ? round : 1)
    }
    // Keeping goes on after the answer; it is over when no temporary file is left.
    await expect.poll(temporaryFiles).toEqual([])
    expect(await stored(bytes)).toBe(policy !== 'streamed')
  }
  await server.close()
})

test('30 the upstream never sees more connections than the remote allows', async () => {
  for (let index = 0; index < 60; index += 1) upstream.files.set(`f${index}`, Buffer.from(`file ${index}`))
  const open = new Set<Socket>()
  let most = 0
  upstream.intercept = (_path, { socket }) => {
    if (!open.has(socket)) socket.once('close', () => open.delete(socket))
    most = Math.max(most, open.add(socket).size)
    return false
  }
  expect((await mirrorOf({ download_concurrency: 3 }).sync()).state).toBe('completed')
  expect(upstream.requests).toHaveLength(63)
  expect(most).toBe(3)
})

test('31 requests of a sync keep to the rate limit of the remote', async () => {
  for (let index = 0; index < 18; index += 1) upstream.files.set(`f${index}`, Buffer.from(`file ${index}`))
  const times: number[] = []
  upstream.intercept = () => {
    times.push(performance.now())
    return false
  }
  expect((await mirrorOf({ rate_limit: 40 }).sync()).state).toBe('completed')
  // Metadata and payload are fetched by two downloaders, each with its own measure.
  expect(times).toHaveLength(21)
  expect((times.at(-1) ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual((19 / 40) * 1000 - 15)
})

test('32, 33 a sync survives 503 twice, asks for a missing file once, and names a damaged one and stores nothing', async () => {
  let busy = 2
  upstream.intercept = (path, _request, response) => {
    if (path !== 'a.txt' || busy-- <= 0) return false
    response.writeHead(503, { 'retry-after': '0' }).end()
    return true
  }
  expect((await mirrorOf({}, 'busy').sync()).state).toBe('completed')
  expect(payload().filter((path) => path === 'a.txt')).toHaveLength(3)

  upstream.requests.length = 0
  upstream.files.set('gone.txt', Buffer.from('gone'))
  upstream.intercept = (path, _request, response) => path === 'gone.txt' && Boolean(response.writeHead(404).end())
  const gone = await mirrorOf({}, 'gone').sync()
  expect(gone).toMatchObject({ state: 'failed', error: { code: 'download.http_status', params: { status: 404 } } })
  expect(payload().filter((path) => path === 'gone.txt')).toHaveLength(1)

  upstream.files.delete('gone.txt')
  upstream.requests.length = 0
  upstream.files.set('c.txt', Buffer.from('gamma'))
  upstream.intercept = (path, _request, response) => path === 'c.txt' && Boolean(response.end('gamme'))
  const before = artifacts()
  const damaged = mirrorOf({}, 'damaged')
  const task = await damaged.sync()
  expect(task).toMatchObject({
    state: 'failed',
    error: { code: 'download.digest_mismatch', params: { name: 'c.txt' } },
  })
  expect(payload().filter((path) => path === 'c.txt')).toHaveLength(2)
  expect([artifacts(), await stored('gamme'), await stored('gamma')]).toEqual([before, false, false])
  expect(latestVersion(it.engine.catalogue, damaged.id).number).toBe(0)
})

test('34 a mirror whose first address is dead is synced from the second, and the report says so', async () => {
  const dead = await startFileUpstream({})
  await dead.close()
  const task = await mirrorOf({ url: dead.url, mirrors: [upstream.url], max_retries: 0 }).sync()
  expect([task.state, task.error]).toEqual(['completed', null])
  expect(await stored('alpha')).toBe(true)
  const served = progressReportsOf(it.engine.catalogue, task.id).filter(({ code }) => code === 'sync.served_by')
  expect(served.map(({ message, done }) => [message, done])).toEqual([
    [`Served by ${new URL('.', upstream.url).href}`, 1],
    [`Served by ${new URL('.', upstream.url).href}`, 2],
  ])
})

test('35 a sync that was cancelled at 80 % of a file asks only for the rest the next time', async () => {
  const big = Buffer.alloc(5_000_000, 'abc')
  upstream.files.set('big.bin', big)
  const arrived = Promise.withResolvers<void>()
  upstream.intercept = (path, _request, response) => {
    if (path !== 'big.bin') return false
    response.writeHead(200, { 'content-length': big.length, etag: '"1"' })
    response.write(big.subarray(0, 4_000_000), () => arrived.resolve())
    return true
  }
  const { sync } = mirrorOf()
  const first = sync()
  await arrived.promise
  await expect.poll(() => it.engine.meter.bytes).toBeGreaterThanOrEqual(4_000_000)
  const [{ pulp_id }] = it.engine.catalogue.prepare("SELECT pulp_id FROM core_task WHERE state = 'running'").all() as [
    { pulp_id: Buffer },
  ]
  const { blobToUuid } = await import('../../src/main/engine/db/column.ts')
  it.scheduler.cancel(blobToUuid(pulp_id))
  expect((await first).state).toBe('canceled')
  let range: string | undefined
  upstream.intercept = (path, request, response) => {
    if (path !== 'big.bin') return false
    range = request.headers.range
    response.writeHead(206, { 'content-range': `bytes 4000000-4999999/5000000`, etag: '"1"' })
    response.end(big.subarray(4_000_000))
    return true
  }
  expect((await sync()).state).toBe('completed')
  expect(range).toBe('bytes=4000000-')
  expect(await stored(big)).toBe(true)
  expect(readdirSync(it.engine.folder.partial)).toEqual([])
})

test('37 the minimum rate and its window are settings; a stalled upstream fails the sync, a slow one does not', async () => {
  await restart({ DOWNLOAD_MIN_BYTES_PER_SECOND: 2000, DOWNLOAD_MIN_RATE_WINDOW: 0.3 })
  upstream.files.set('slow.bin', Buffer.alloc(4000, 's'))
  upstream.intercept = (path, _request, response) => {
    if (path !== 'slow.bin') return false
    response.writeHead(200, { 'content-length': 4000 })
    let sent = 0
    const timer = setInterval(() => {
      response.write(Buffer.alloc(100, 's'))
      sent += 100
      if (sent === 4000) response.end()
    }, 20)
    response.once('close', () => clearInterval(timer))
    return true
  }
  expect((await mirrorOf({ max_retries: 0 }, 'slow').sync()).state).toBe('completed')
  const closed = Promise.withResolvers<void>()
  upstream.files.set('stall.bin', Buffer.alloc(4000, 't'))
  upstream.intercept = (path, _request, response) => {
    if (path !== 'stall.bin') return false
    response.once('close', closed.resolve)
    response.writeHead(200, { 'content-length': 4000 })
    return response.write(Buffer.alloc(100, 't'))
  }
  const task = await mirrorOf({ max_retries: 0 }, 'stalled').sync()
  expect(task).toMatchObject({ state: 'failed', error: { code: 'download.too_slow', params: { rate: 2000 } } })
  await closed.promise
})

test('38 a folder is synced when it is allowed, and neither another one nor one reached by a link', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stillwater-allowed-'))
  for (const name of ['open', 'closed']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'x.txt'), name)
    writeFileSync(join(root, name, 'PULP_MANIFEST'), `x.txt,${sha256(Buffer.from(name))},${name.length}\n`)
  }
  symlinkSync(join(root, 'closed'), join(root, 'open/link'))
  await restart({ ALLOWED_IMPORT_PATHS: [join(root, 'open')] })
  const from = (path: string): Promise<TaskRow> =>
    mirrorOf({ url: pathToFileURL(join(root, path, 'PULP_MANIFEST')).href }, path).sync()
  expect((await from('open')).state).toBe('completed')
  expect(await stored('open')).toBe(true)
  for (const path of ['closed', 'open/link'])
    expect(await from(path)).toMatchObject({ state: 'failed', error: { code: 'download.path_not_allowed' } })
  expect(await stored('closed')).toBe(false)
  rmSync(root, { recursive: true })
})

test('40 the budget of bytes holds for everything that is fetched at once', async () => {
  const rate = 1_000_000
  await restart({ DOWNLOAD_MAX_BYTES_PER_SECOND: rate })
  for (const name of ['x', 'y', 'z']) upstream.files.set(name, Buffer.alloc(1_000_000, name))
  const { meter } = it.engine
  const samples: { time: number; bytes: number }[] = []
  const timer = setInterval(() => samples.push({ time: performance.now(), bytes: meter.bytes }), 10)
  const one = mirrorOf({ download_concurrency: 2 }, 'one')
  const two = mirrorOf({ download_concurrency: 2, url: `${upstream.url}?2` }, 'two')
  const tasks = await Promise.all([one.sync(), two.sync()])
  clearInterval(timer)
  expect(tasks.map(({ state }) => state)).toEqual(['completed', 'completed'])
  // From before the first byte of payload to the last byte: what else a sync does takes time as well.
  const begin = samples.findLast(({ bytes }) => bytes < 10_000)?.time ?? NaN
  const end = samples.find(({ bytes }) => bytes === meter.bytes)?.time ?? performance.now()
  expect(meter.bytes / ((end - begin) / 1000)).toBeLessThanOrEqual(1.1 * rate)
})
