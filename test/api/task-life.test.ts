/** The life of tasks as users see it: cancel, immediate tasks, progress, what they made, groups. */
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { dispatch } from '../../src/main/engine/tasking/dispatch.ts'
import { startGroupProgress } from '../../src/main/engine/tasking/group-progress.ts'
import { defineTask } from '../../src/main/engine/tasking/task-definition.ts'
import { closeTaskGroup, createTaskGroup } from '../../src/main/engine/tasking/task-group.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { endless } from '../fixtures/endless-task.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

const quick = defineTask({ id: 'test.quick', version: 1, input: z.object({}), run: async () => undefined })
const failing = defineTask({
  id: 'test.failing',
  version: 1,
  input: z.object({}),
  run: () => Promise.reject(new Error('on purpose')),
})
/** Counts as fast as it can, through ten seconds of a clock of its own. */
const TICKS = 10_000
const counting = defineTask({
  id: 'test.counting',
  version: 1,
  input: z.object({}),
  async run(context) {
    const report = context.progress({ message: 'Counting', code: 'test.counting', total: TICKS })
    const start = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: start })
    try {
      for (let tick = 1; tick <= TICKS; tick += 1) {
        vi.setSystemTime(start + tick)
        report.increment()
      }
    } finally {
      vi.useRealTimers()
    }
  },
})
const plugin = { ...file, tasks: [...file.tasks, endless, quick, failing, counting] }

let api: TestApi
let upstream: FileUpstream
let repository: Json

beforeEach(async () => {
  api = await startTestApi({ plugins: [plugin] })
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta' })
  const remote = (
    await api.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url, policy: 'immediate' })
  ).body
  repository = (
    await api.call('POST', `${V3}repositories/file/file/`, { name: 'r', remote: remote.prn, autopublish: true })
  ).body
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

const cancel = (href: string): Promise<{ status: number; body: Json }> => api.call('PATCH', href, { state: 'canceled' })
const stateOf = async (href: string): Promise<string> => (await api.get(href)).state

/** Starts a sync that gets half of a file and then no more. */
async function syncInMidDownload(): Promise<string> {
  const big = Buffer.alloc(1_000_000, 'x')
  upstream.files.set('big.bin', big)
  const half = Promise.withResolvers<void>()
  upstream.intercept = (path, _request, response) => {
    if (path !== 'big.bin') return false
    response.writeHead(200, { 'content-length': big.length })
    response.write(big.subarray(0, big.length / 2), () => half.resolve())
    return true
  }
  const { body } = await api.call('POST', `${repository.pulp_href}sync/`)
  await half.promise
  return body.task as string
}

test('81 a sync is cancelled in the middle of a file: it stops in seconds, makes no version, and leaves no temporary file; one that waits never starts', async () => {
  const running = await syncInMidDownload()
  const { body } = await api.call('POST', `${repository.pulp_href}sync/`)
  expect(await stateOf(body.task)).toBe('waiting')
  expect(await cancel(body.task)).toMatchObject({ status: 200, body: { state: 'canceled', started_at: null } })
  expect(await cancel(running)).toMatchObject({ status: 200, body: { state: 'canceling' } })
  await expect.poll(() => stateOf(running), { timeout: 5000 }).toBe('canceled')
  expect(await api.get(running)).toMatchObject({ error: null, created_resources: [] })
  expect((await api.get(`${repository.pulp_href}versions/`)).count).toBe(1)
  expect((await api.get(body.task)).state).toBe('canceled')
  expect(readdirSync(api.it.engine.folder.tmp)).toEqual([])
  // The repository is free again.
  upstream.intercept = null
  expect(await api.settle('POST', `${repository.pulp_href}sync/`)).toMatchObject({ state: 'completed' })
})

test('83 a rename answers at once, beside workers that are all busy', async () => {
  const busy = [1, 2].map(() => dispatch(api.it.engine, endless, {}))
  await expect.poll(async () => (await api.get(`${V3}tasks/?state=running`)).count).toBe(2)
  const renamed = await api.settle('PATCH', repository.pulp_href, { name: 'other' })
  expect(renamed).toMatchObject({ state: 'completed', worker: null })
  expect((await api.get(repository.pulp_href)).name).toBe('other')
  for (const id of busy) await cancel(`${V3}tasks/${id}/`)
})

test('152 who asks for a measurement while one waits for its turn gets that one, and who asks after it a new one', async () => {
  const busy = [1, 2].map(() => dispatch(api.it.engine, endless, {}))
  await expect.poll(async () => (await api.get(`${V3}tasks/?state=running`)).count).toBe(2)
  const ask = async (): Promise<string> => (await api.call('POST', `${OWN}storage/measure/`)).body.task
  const waiting = await ask()
  expect(await ask()).toBe(waiting)
  for (const id of busy) await cancel(`${V3}tasks/${id}/`)
  expect(await api.finished(waiting)).toMatchObject({ state: 'completed' })
  expect(await ask()).not.toBe(waiting)
})

test('84 bars match the rows, and the task lists the version and the publication it made, and none when nothing changed', async () => {
  const task = await api.settle('POST', `${repository.pulp_href}sync/`)
  const done = Object.fromEntries(task.progress_reports.map(({ code, done: n, total }) => [code, [n, total]]))
  const { catalogue } = api.it.engine
  const rows = (table: string): number =>
    (catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n
  expect(rows('core_repositorycontent')).toBe(2)
  expect(done).toMatchObject({
    'sync.parsing.metadata': [2, 2],
    'sync.downloading.artifacts': [2, 2],
    'sync.downloading.bytes': [9, 9],
    'associating.content': [2, null],
  })
  expect(task.progress_reports.every((report) => report.state === 'completed')).toBe(true)
  const [publication] = (await api.get(`${V3}publications/file/file/`)).results
  expect(task.created_resources).toEqual([`${repository.pulp_href}versions/1/`, publication.pulp_href])
  const again = await api.settle('POST', `${repository.pulp_href}sync/`)
  expect(again).toMatchObject({ state: 'completed', created_resources: [] })
})

test('84 a version and its entry in created_resources appear together', async () => {
  const { catalogue } = api.it.engine
  // Whoever sees the version (here: a trigger at the very moment) will find it named, or neither of them.
  catalogue.sqlite.exec(
    `CREATE TRIGGER full BEFORE INSERT ON core_createdresource BEGIN SELECT RAISE(ABORT, 'full'); END`,
  )
  expect(await api.settle('POST', `${repository.pulp_href}sync/`)).toMatchObject({ state: 'failed' })
  expect((await api.get(`${repository.pulp_href}versions/`)).count).toBe(1)
  catalogue.sqlite.exec('DROP TRIGGER full')
  expect((await api.settle('POST', `${repository.pulp_href}sync/`)).created_resources).toHaveLength(2)
})

test('84 a report is written at most once in two seconds, however fast it counts', async () => {
  const { catalogue } = api.it.engine
  catalogue.sqlite.exec(`CREATE TABLE written (done INTEGER);
    CREATE TRIGGER count_writes AFTER UPDATE ON core_progressreport BEGIN INSERT INTO written VALUES (NEW.done); END`)
  const task = await api.it.run(counting, {})
  expect(task.state).toBe('completed')
  const written = (catalogue.prepare('SELECT done FROM written').all() as { done: number }[]).map(({ done }) => done)
  // One tick is a millisecond: about every two seconds of the ten, and the end.
  expect(written.at(-1)).toBe(TICKS)
  expect(written).toHaveLength(6)
  const pauses = written.slice(1, -1).map((done, index) => done - (written[index] ?? 0))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2000)
})

/** A group of ten tasks of which the first two run, two having failed and completed before. */
function groupOfTen(): string {
  const { engine } = api.it
  const group = createTaskGroup(engine, 'ten parts')
  dispatch(engine, quick, {}, { group })
  dispatch(engine, failing, {}, { group })
  for (let index = 2; index < 10; index += 1) dispatch(engine, endless, {}, { group })
  return group
}

test('86 a group of ten tasks tells how many are in each state; cancelling it stops all and lets none join', async () => {
  const group = groupOfTen()
  const href = `${V3}task-groups/${group}/`
  await expect
    .poll(async () => api.get(href))
    .toMatchObject({ completed: 1, failed: 1, running: 2, waiting: 6, canceled: 0, all_tasks_dispatched: false })
  const started = (await api.get(href)).tasks.filter((task: Json) => task.state === 'running').length
  expect(started).toBe(2)
  expect((await api.call('PATCH', href, { state: 'paused' })).status).toBe(400)
  const canceled = await cancel(href)
  expect(canceled).toMatchObject({ status: 200, body: { all_tasks_dispatched: true, waiting: 0 } })
  await expect
    .poll(() => api.get(href), { timeout: 5000 })
    .toMatchObject({ completed: 1, failed: 1, canceled: 8, running: 0, canceling: 0, waiting: 0 })
  const ran = (await api.get(`${V3}tasks/?task_group=${href}`)).results.filter((task: Json) => task.started_at)
  expect(ran).toHaveLength(4)
  expect(() => dispatch(api.it.engine, quick, {}, { group })).toThrow(/group_closed/)
  expect((await cancel(href)).status).toBe(200)
  expect(
    (await api.call('PATCH', `${V3}task-groups/${api.it.engine.folder.root}/`, { state: 'canceled' })).status,
  ).toBe(404)
})

test('86 a group whose tasks have all ended by themselves cannot be cancelled any more', async () => {
  const group = createTaskGroup(api.it.engine, 'one part')
  await api.finished(`${V3}tasks/${dispatch(api.it.engine, quick, {}, { group })}/`)
  closeTaskGroup(api.it.engine, group)
  expect(await cancel(`${V3}task-groups/${group}/`)).toMatchObject({ status: 409, body: { code: 'task.group_ended' } })
})

test('86 no count on the bar of a group is lost when several workers count at the same time', async () => {
  const { engine } = api.it
  const group = createTaskGroup(engine, 'counted')
  const code = 'test.parts'
  const [threads, times] = [4, 50]
  startGroupProgress(engine.catalogue, group, { message: 'Parts', code, total: threads * times, suffix: 'parts' })
  const workers = Array.from({ length: threads }, () => {
    const workerData = { file: engine.catalogue.file, group, code, times }
    return new Worker(new URL('../fixtures/group-counter.ts', import.meta.url), { workerData })
  })
  expect(await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]))).toEqual([0, 0, 0, 0])
  expect((await api.get(`${V3}task-groups/${group}/`)).group_progress_reports).toEqual([
    { message: 'Parts', code, total: threads * times, done: threads * times, suffix: 'parts' },
  ])
})

test('84 diagnostics of a task tell how long it waited and ran, and what it fetched from whom', async () => {
  const task = await api.settle('POST', `${repository.pulp_href}sync/`)
  const id = task.pulp_href.split('/').at(-2)
  const { profile, ...rest } = await api.get(`${OWN}tasks/${id}/diagnostics/`)
  expect(rest).toEqual({
    task: task.pulp_href,
    name: 'file.sync',
    state: 'completed',
    worker: task.worker,
    logging_cid: task.logging_cid,
  })
  const manifest = [...upstream.files].reduce((sum, [path]) => sum + path.length + 1 + 64 + 1 + 1 + 1, 0)
  expect(profile).toMatchObject({
    requests: 3,
    requests_by_host: { [new URL(upstream.url).host]: 3 },
    bytes: 9 + manifest,
    retries: 0,
    resumed: 0,
  })
  for (const name of ['queued_ms', 'run_ms', 'cpu_user_ms', 'cpu_system_ms'])
    expect(profile[name]).toBeGreaterThanOrEqual(0)
  expect(profile.peak_rss).toBeGreaterThan(profile.peak_heap)
  const waiting = dispatch(api.it.engine, quick, {}, { exclusive: ['x'] })
  expect(await api.get(`${OWN}tasks/${waiting}/diagnostics/`)).toMatchObject({ profile: null })
  expect((await api.call('GET', `${OWN}tasks/nonsense/diagnostics/`)).status).toBe(404)
  expect((await api.call('GET', `${OWN}notifications/`)).body).toEqual([])
})

test('149 a failed task says what one button can do, and is done once more with the same input; a running one is not', async () => {
  const id = dispatch(api.it.engine, failing, {}, { exclusive: ['lake'], shared: ['shore'] })
  await api.it.scheduler.whenFinished(id)
  const failed = await api.get(`${V3}tasks/${id}/`)
  expect(failed.error).toMatchObject({ code: 'internal', remedy: { act: 'retry', setting: null } })
  const again = await api.settle('POST', `${OWN}tasks/${id}/repeat/`)
  expect(again).toMatchObject({
    name: 'test.failing',
    state: 'failed',
    reserved_resources_record: ['lake', 'shared:shore'],
  })
  expect(again.pulp_href).not.toBe(failed.pulp_href)
  const running = dispatch(api.it.engine, endless, {})
  await expect.poll(async () => (await api.get(`${V3}tasks/?state=running`)).count).toBe(1)
  const refused = await api.call('POST', `${OWN}tasks/${running}/repeat/`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'task.not_ended' } })
  await cancel(`${V3}tasks/${running}/`)
})
