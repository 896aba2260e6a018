/** Pausing: one task or all traffic, for a moment or over the end of the program. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PauseGate } from '../../src/main/engine/download/brakes.ts'
import { dispatch } from '../../src/main/engine/tasking/dispatch.ts'
import { recoverQueue } from '../../src/main/engine/tasking/recovery.ts'
import { getTask, setTaskState } from '../../src/main/engine/tasking/task-store.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import type { ProgressReportBody } from '../../src/shared/api/task.ts'
import { startTestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, temporaryFolder, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
let folder: ReturnType<typeof temporaryFolder>

/** Sends the big file in pieces for as long as anybody takes them. */
const PIECE = Buffer.alloc(250_000, 'x')
const PIECES = 160

beforeEach(async () => {
  folder = temporaryFolder()
  api = await startTestApi({ root: folder.path })
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'big.bin': Buffer.alloc(PIECES * PIECE.length, 'x') })
  upstream.intercept = (path, _request, response) => {
    if (path !== 'big.bin') return false
    response.writeHead(200, { 'content-length': PIECES * PIECE.length, etag: '"1"' })
    let sent = 0
    const timer = setInterval(() => {
      if (!response.writableNeedDrain && sent++ < PIECES) response.write(PIECE)
      if (sent > PIECES) response.end()
    }, 10)
    response.once('close', () => clearInterval(timer))
    return true
  }
})
afterEach(async () => {
  await api.close()
  await upstream.close()
  folder.remove()
})

async function mirror(name = 'm'): Promise<Json> {
  const remote = (await api.call('POST', `${V3}remotes/file/file/`, { name, url: upstream.url })).body
  return (await api.call('POST', `${V3}repositories/file/file/`, { name, remote: remote.prn })).body
}

const startSync = async (repository: Json): Promise<string> =>
  (await api.call('POST', `${repository.pulp_href}sync/`, { optimize: false })).body.task

const act = (task: string, what: 'pause' | 'resume'): ReturnType<TestApi['call']> =>
  api.call('POST', `${OWN}tasks/${task.split('/').at(-2)}/${what}/`)

const received = (): number => api.it.engine.meter.bytes

/** A sync in the middle of the big file. */
async function runningSync(name = 'm'): Promise<string> {
  const before = received()
  const task = await startSync(await mirror(name))
  await expect.poll(received, { timeout: 30_000, interval: 5 }).toBeGreaterThan(before + 4_000_000)
  return task
}

/** Bytes that still come within a quarter of a second, in which some twenty pieces could. */
async function traffic(): Promise<number> {
  const before = received()
  await new Promise((resolve) => setTimeout(resolve, 250))
  return received() - before
}

const pauses = (task: Json): string[] =>
  task.progress_reports.filter((one: ProgressReportBody) => one.code === 'task.paused').map((one: Json) => one.state)

test('40 a paused sync shows it and fetches nothing, and goes on where it was when it is resumed', async () => {
  const href = await runningSync()
  const paused = await act(href, 'pause')
  expect(paused).toMatchObject({ status: 200, body: { state: 'running', paused_at: expect.any(String) as string } })
  await traffic()
  expect(await traffic()).toBe(0)
  const shown = await api.get(href)
  expect([shown.paused_at, pauses(shown)]).toEqual([paused.body.paused_at, ['running']])
  expect((await act(href, 'pause')).body.paused_at).toBe(paused.body.paused_at)
  expect((await api.get(`${V3}tasks/?paused_at__isnull=false`)).count).toBe(1)
  expect((await act(href, 'resume')).body).toMatchObject({ state: 'running', paused_at: null })
  const ended = await api.finished(href)
  expect([ended.state, pauses(ended), ended.paused_at]).toEqual(['completed', ['completed'], null])
  expect(upstream.requests.filter((path) => path === 'big.bin')).toHaveLength(1)
})

test('40 a paused sync can be cancelled; what has ended can be neither paused nor harmed', async () => {
  const href = await runningSync()
  await act(href, 'pause')
  expect((await api.call('PATCH', href, { state: 'canceled' })).status).toBe(200)
  expect(await api.finished(href)).toMatchObject({ state: 'canceled', paused_at: null })
  expect(await act(href, 'pause')).toMatchObject({ status: 409, body: { code: 'task.cannot_pause' } })
  expect((await act(href, 'resume')).status).toBe(200)
  expect((await api.get(href)).state).toBe('canceled')
  expect((await api.call('POST', `${OWN}tasks/nonsense/pause/`)).status).toBe(404)
})

test('40 a pause outlives the end of the program, and the resumed sync asks only for the rest', async () => {
  const href = await runningSync()
  await act(href, 'pause')
  await api.close()
  api = await startTestApi({ root: folder.path })
  await traffic()
  expect(await api.get(href)).toMatchObject({ state: 'waiting', started_at: null, worker: null })
  expect((await api.get(href)).paused_at).not.toBeNull()
  let range: string | undefined
  upstream.intercept = (path, request, response) => {
    if (path !== 'big.bin') return false
    range = request.headers.range
    const start = Number(/\d+/.exec(range ?? '')?.[0])
    const size = PIECES * PIECE.length
    response.writeHead(206, { 'content-range': `bytes ${start}-${size - 1}/${size}`, etag: '"1"' })
    response.end(Buffer.alloc(size - start, 'x'))
    return true
  }
  await act(href, 'resume')
  expect((await api.finished(href)).state).toBe('completed')
  expect(range).toMatch(/^bytes=\d{7,}-$/)
})

test('40 a paused sync whose program was killed waits again; one that was not has failed', async () => {
  const it = startTestEngine([file], { workers: 0 })
  const { catalogue } = it.engine
  const input = { repository: '', remote: '', mirror: true, optimize: true }
  const [kept, lost] = [dispatch(it.engine, syncFile, input), dispatch(it.engine, syncFile, input)]
  for (const id of [kept, lost]) setTaskState(catalogue, id, 'running', { worker: 'worker-1' })
  it.scheduler.pause(kept)
  expect(recoverQueue(catalogue)).toBe(2)
  expect([kept, lost].map((id) => getTask(catalogue, id).state)).toEqual(['waiting', 'failed'])
  expect(getTask(catalogue, kept)).toMatchObject({ worker: null, startedAt: null })
  await it.close()
})

test('40 a task that waits is held back and keeps its place; a running one that fetches nothing is not', async () => {
  const repository = await mirror()
  const first = await startSync(repository)
  const second = await startSync(repository)
  const third = await startSync(repository)
  expect((await act(second, 'pause')).status).toBe(200)
  expect((await api.finished(first)).state).toBe('completed')
  await traffic()
  expect([(await api.get(second)).state, (await api.get(third)).state]).toEqual(['waiting', 'waiting'])
  await act(second, 'resume')
  expect((await api.finished(third)).state).toBe('completed')
  expect((await api.get(second)).state).toBe('completed')
})

test('40 paused syncs leave their workers to others, and start anew when they are resumed', async () => {
  const held = [await runningSync('one'), await runningSync('two')]
  for (const href of held) await act(href, 'pause')
  upstream.intercept = null
  const other = await startSync(await mirror('three'))
  expect((await api.finished(other)).state).toBe('completed')
  const states = async (): Promise<string[]> => Promise.all(held.map(async (href) => (await api.get(href)).state))
  expect((await states()).toSorted()).toEqual(['running', 'waiting'])
  for (const href of held) await act(href, 'resume')
  for (const href of held) expect((await api.finished(href)).state).toBe('completed')
})

test('40 all traffic is paused and resumed at once', async () => {
  const downloads = `${OWN}downloads/`
  expect(await api.get(downloads)).toEqual({ paused: false, max_bytes_per_second: 0, reason: null })
  const href = await runningSync()
  expect((await api.call('POST', `${downloads}pause/`)).body.paused).toBe(true)
  await traffic()
  expect(await traffic()).toBe(0)
  expect((await api.get(href)).state).toBe('running')
  expect((await api.call('POST', `${downloads}resume/`)).body.paused).toBe(false)
  expect((await api.finished(href)).state).toBe('completed')
})

test('40 a gate lets everybody through again, and whoever waits can leave', async () => {
  const gate = new PauseGate()
  const told: boolean[] = []
  gate.onChange = (paused) => told.push(paused)
  gate.pause()
  gate.pause()
  const abort = new AbortController()
  const leaving = gate.whenOpen(abort.signal)
  const staying = gate.whenOpen()
  abort.abort(new Error('left'))
  await expect(leaving).rejects.toThrow('left')
  gate.resume()
  gate.resume()
  await staying
  expect(told).toEqual([true, false])
})
