import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { progressReportsOf } from '../../src/main/engine/tasking/task-body.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import type { ProgressReportBody, TaskBody } from '../../src/shared/api/task.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

/** More than the pipeline looks at in one batch. */
const FILES = 1200
const FILE_BYTES = 5

let it: TestEngine
let upstream: FileUpstream
/** Every state of the progress that listeners were told. */
let told: ProgressReportBody[]

const named = (count: number, prefix: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, String(10_000 + index)]))

beforeEach(async () => {
  it = startTestEngine([file])
  upstream = await startFileUpstream(named(FILES, 'f'))
  told = []
  it.events.subscribe((event) => {
    if (event.type === 'task') told.push(...(event.body as TaskBody).progress_reports)
  })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

function prepare(policy: 'immediate' | 'on_demand' = 'immediate'): () => Promise<TaskRow> {
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name: 'r', url: upstream.url, policy, max_retries: 0 })
  const repository = createRepository(catalogue, FileRepository, { name: 'r' })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: false }
  return () => it.run(syncFile, input, { exclusive: [repository], shared: [remote] })
}

const totalsOf = (code: string): (number | null)[] => told.filter((one) => one.code === code).map(({ total }) => total)
const reportOf = (task: TaskRow, code: string): ProgressReportBody | undefined =>
  progressReportsOf(it.engine.catalogue, task.id).find((one) => one.code === code)

test('85 the totals of a download are whole from the first moment on', async () => {
  const task = await prepare()()
  expect(task.state).toBe('completed')
  expect(new Set(totalsOf('sync.downloading.artifacts'))).toEqual(new Set([FILES]))
  expect(new Set(totalsOf('sync.downloading.bytes'))).toEqual(new Set([FILES * FILE_BYTES]))
  expect(new Set(totalsOf('sync.parsing.metadata'))).toEqual(new Set([FILES]))
  expect(reportOf(task, 'sync.downloading.bytes')).toMatchObject({ done: FILES * FILE_BYTES, state: 'completed' })
})

test('84 the last count before a long wait is on record too', async () => {
  upstream.files = new Map(Object.entries(named(4, 'f')).map(([path, text]) => [path, Buffer.from(text)]))
  const release = Promise.withResolvers<void>()
  let given = 0
  upstream.intercept = (path, _request, response) => {
    if (path === 'PULP_MANIFEST' || (given += 1) <= 2) return false
    void release.promise.then(() => response.end(upstream.files.get(path)))
    return true
  }
  const syncing = prepare()()
  const recorded = (): unknown[] =>
    it.engine.catalogue
      .prepare("SELECT done FROM core_progressreport WHERE code = 'sync.downloading.artifacts'")
      .pluck()
      .all()
  await expect.poll(recorded, { timeout: 20_000 }).toEqual([2])
  release.resolve()
  expect((await syncing).state).toBe('completed')
  expect(recorded()).toEqual([4])
})

test('85 files that are here already do not count', async () => {
  const sync = prepare()
  await sync()
  for (const [path, text] of Object.entries(named(7, 'new/'))) upstream.files.set(path, Buffer.from(`fresh ${text}`))
  told = []
  const syncing = sync()
  // Nothing is answered before listeners have heard of the bars.
  upstream.intercept = (path, request, response) => {
    if (!path.startsWith('new/')) return false
    void expect
      .poll(() => totalsOf('sync.downloading.artifacts').length)
      .toBeGreaterThan(0)
      .then(() => response.end(upstream.files.get(path)))
    return request.method === 'GET'
  }
  const task = await syncing
  // They are last in the manifest, so all the others have been looked at before the first of them.
  expect(new Set(totalsOf('sync.downloading.artifacts'))).toEqual(new Set([7]))
  expect(reportOf(task, 'sync.downloading.artifacts')).toMatchObject({ total: 7, done: 7 })
  expect(reportOf(task, 'sync.downloading.bytes')).toMatchObject({ total: 7 * 11, done: 7 * 11 })
})

test('85 what is left at upstream until it is asked for shows no bar', async () => {
  const task = await prepare('on_demand')()
  expect(task.state).toBe('completed')
  expect(reportOf(task, 'sync.downloading.artifacts')).toBeUndefined()
  expect(reportOf(task, 'sync.parsing.metadata')).toMatchObject({ total: FILES, done: FILES })
})

test.each([
  ['a wrong line', 'no line of a manifest', 'file.manifest_line'],
  ['a contradiction', `f0,${sha256(Buffer.from('other'))},5`, 'file.manifest_conflict'],
])('85 %s at the end of a manifest refuses it before a file is fetched', async (_what, line, code) => {
  const lines = [...upstream.files].map(([path, bytes]) => `${path},${sha256(bytes)},${bytes.length}`)
  upstream.intercept = (path, _request, response) => {
    if (path !== 'PULP_MANIFEST') return false
    response.end([...lines, line].join('\n'))
    return true
  }
  const task = await prepare()()
  expect([task.state, task.error?.code]).toEqual(['failed', code])
  expect(upstream.requests).toEqual(['PULP_MANIFEST'])
})
