/** What a killed process leaves behind is ended at the next start: no running task, no reservation, no half version. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { clearTemporary } from '../../src/main/engine/data-folder.ts'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { queuedUploads, uploadContent } from '../../src/main/engine/repository/upload-content.ts'
import { countVersions, latestVersion } from '../../src/main/engine/repository/version.ts'
import { dispatch } from '../../src/main/engine/tasking/dispatch.ts'
import { recoverQueue } from '../../src/main/engine/tasking/recovery.ts'
import { defineTask } from '../../src/main/engine/tasking/task-definition.ts'
import { closeTaskGroup, createTaskGroup } from '../../src/main/engine/tasking/task-group.ts'
import { getTask, heldReservations, setTaskState, unfinishedTasks } from '../../src/main/engine/tasking/task-store.ts'
import { catalogueProblems } from '../../src/main/engine/verify.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FilePublication, FileRepository } from '../../src/main/plugins/file/models.ts'
import { TASK_STATES, type TaskState } from '../../src/shared/api/task.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { sha256 } from '../fixtures/file-upstream.ts'

const idle = defineTask({ id: 'test.idle', version: 1, short: true, input: z.object({}), run: async () => undefined })
const stuck = defineTask({
  id: 'test.stuck',
  version: 1,
  short: true,
  input: z.object({}),
  run: ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
})
const plugin = { ...file, tasks: [...file.tasks, idle, stuck] }

let root: string
let it: TestEngine

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stillwater-recovery-'))
  it = startTestEngine([plugin], { root, workers: 0 })
})
afterEach(async () => {
  await it.close()
  rmSync(root, { recursive: true })
})

test('82 a task that was running fails with the reason, its half version and publication are undone, a waiting one stays', () => {
  const { engine } = it
  const { catalogue } = engine
  const repository = createRepository(catalogue, FileRepository, { name: 'r' })
  const running = dispatch(engine, idle, {}, { exclusive: [repository] })
  const waiting = dispatch(engine, idle, {}, { exclusive: [repository] })
  setTaskState(catalogue, running, 'running', { worker: 'worker-1' })
  const unit = FileContent.create(catalogue, { relative_path: 'a', digest: 'ab' })
  const version = latestVersion(catalogue, repository.pulp_id)
  catalogue
    .prepare(
      'INSERT INTO core_repositoryversion (pulp_id, pulp_created, pulp_last_updated, repository_id, number, complete, task_id) VALUES (?, 0, 0, ?, 1, 0, ?)',
    )
    .run(uuidToBlob(running), uuidToBlob(repository.pulp_id), uuidToBlob(running))
  catalogue
    .prepare('INSERT INTO core_repositorycontent (repository_id, content_id, version_added) VALUES (?, ?, 1)')
    .run(uuidToBlob(repository.pulp_id), uuidToBlob(unit.pulp_id))
  FilePublication.create(catalogue, { repository_version_id: version.id, task_id: running })

  expect(recoverQueue(catalogue)).toBe(1)

  expect(getTask(catalogue, running)).toMatchObject({ state: 'failed', error: { code: 'task.interrupted' } })
  expect(unfinishedTasks(catalogue).map((task) => task.id)).toEqual([waiting])
  expect(new Set(heldReservations(catalogue).map((one) => one.taskId))).toEqual(new Set([waiting]))
  expect(catalogue.prepare('SELECT COUNT(*) AS n FROM core_repositoryversion').get()).toEqual({ n: 1 })
  expect(catalogue.prepare('SELECT COUNT(*) AS n FROM core_repositorycontent').get()).toEqual({ n: 0 })
  expect(FilePublication.count(catalogue)).toBe(0)
  expect(countVersions(catalogue, repository.pulp_id)).toBe(1)
  expect(catalogueProblems(catalogue)).toEqual([])
})

const LEGAL = new Set([
  'waiting running',
  'waiting canceling',
  'waiting canceled',
  'running completed',
  'running failed',
  'running canceling',
  'canceling canceled',
  'canceling failed',
])
/** The way to each state. */
const WAY: Record<TaskState, TaskState[]> = {
  waiting: [],
  running: ['running'],
  canceling: ['running', 'canceling'],
  completed: ['running', 'completed'],
  failed: ['running', 'failed'],
  canceled: ['canceled'],
}

test.each(TASK_STATES.flatMap((from) => TASK_STATES.map((to) => [from, to] as const)))(
  '78 from %s to %s: allowed or refused, by the program (409) and by the catalogue itself',
  (from, to) => {
    const { catalogue } = it.engine
    const [byProgram, bySql] = [1, 2].map(() => {
      const id = dispatch(it.engine, idle, {})
      for (const state of WAY[from]) setTaskState(catalogue, id, state)
      return id
    }) as [string, string]
    const update = (): unknown =>
      catalogue.prepare('UPDATE core_task SET state = ? WHERE pulp_id = ?').run(to, uuidToBlob(bySql))
    const legal = LEGAL.has(`${from} ${to}`)
    if (legal) {
      setTaskState(catalogue, byProgram, to)
      update()
    } else {
      expect(() => setTaskState(catalogue, byProgram, to)).toThrow(
        expect.objectContaining({ code: 'task.illegal_transition', status: 409 }),
      )
      if (from !== to) expect(update).toThrow(/illegal_transition/)
    }
    expect([byProgram, bySql].map((id) => getTask(catalogue, id).state)).toEqual(legal ? [to, to] : [from, from])
  },
)

test('78 a task that has ended cannot be cancelled', () => {
  const id = dispatch(it.engine, idle, {})
  setTaskState(it.engine.catalogue, id, 'canceled')
  expect(() => it.scheduler.cancel(id)).toThrow(/illegal_transition/)
})

test('an immediate task that must not wait is cancelled when its resource is taken', async () => {
  const { engine, scheduler } = it
  dispatch(engine, idle, {}, { exclusive: ['x'] })
  const urgent = dispatch(engine, idle, {}, { exclusive: ['x'], immediate: true, deferred: false })
  expect(await scheduler.whenFinished(urgent)).toBe('canceled')
  expect(getTask(engine.catalogue, urgent).error?.code).toBe('task.resources_busy')
})

test('83 an immediate task runs at once, and one that overruns its time limit is failed', async () => {
  await it.close()
  it = startTestEngine([plugin], { root, workers: 0, immediateLimit: 50 })
  expect(await it.scheduler.whenFinished(dispatch(it.engine, idle, {}, { immediate: true }))).toBe('completed')
  const slow = dispatch(it.engine, stuck, {}, { immediate: true })
  expect(await it.scheduler.whenFinished(slow)).toBe('failed')
  expect(getTask(it.engine.catalogue, slow).error?.code).toBe('task.immediate_timeout')
})

test('input of a queued task that its definition does not understand fails the task, not the queue', async () => {
  const id = dispatch(it.engine, idle, {}, { immediate: true })
  await it.scheduler.whenFinished(id)
  const other = dispatch(it.engine, idle, {})
  it.engine.catalogue
    .prepare('UPDATE core_task SET input_version = 7, immediate = 1 WHERE pulp_id = ?')
    .run(uuidToBlob(other))
  it.scheduler.wake()
  expect(await it.scheduler.whenFinished(other)).toBe('failed')
  expect(getTask(it.engine.catalogue, other).error?.code).toBe('task.invalid_input')
})

test('tasks of a group know it, and the group says when no more come', async () => {
  const { engine, scheduler } = it
  const group = createTaskGroup(engine, 'two parts')
  const ids = [1, 2].map(() => dispatch(engine, idle, {}, { group, immediate: true }))
  closeTaskGroup(engine, group)
  await Promise.all(ids.map((id) => scheduler.whenFinished(id)))
  expect(ids.map((id) => getTask(engine.catalogue, id).groupId)).toEqual([group, group])
  expect(engine.catalogue.prepare('SELECT description, all_tasks_dispatched FROM core_taskgroup').get()).toEqual({
    description: 'two parts',
    all_tasks_dispatched: 1,
  })
})

test('an upload that was accepted and still waits survives the end of the program; other temporary files do not', async () => {
  const { tmp } = it.engine.folder
  writeFileSync(join(tmp, 'left-over'), 'x')
  writeFileSync(join(tmp, 'uploaded'), 'alpha')
  const id = dispatch(it.engine, uploadContent, {
    pulp_type: 'file.file',
    file: 'uploaded',
    size: 5,
    digests: { sha256: sha256(Buffer.from('alpha')) },
    artifact: null,
    upload: null,
    file_url: null,
    fields: { relative_path: 'a.txt' },
    labels: null,
    repository: null,
    overwrite: true,
  })
  await it.close()
  it = startTestEngine([plugin], { root, workers: 0 })
  clearTemporary(it.engine.folder, queuedUploads(it.engine.catalogue))
  expect(readdirSync(tmp)).toEqual(['uploaded'])
  await it.close()
  it = startTestEngine([plugin], { root, workers: 1 })
  expect(await it.scheduler.whenFinished(id)).toBe('completed')
  expect(FileContent.list(it.engine.catalogue)).toMatchObject([{ relative_path: 'a.txt' }])
  expect(readdirSync(tmp)).toEqual([])
})

test('what the engine does itself runs without a worker, which is no fault; what a worker is to do never does', () => {
  const { engine } = it
  const { catalogue } = engine
  setTaskState(catalogue, dispatch(engine, idle, {}, { immediate: true }), 'running')
  expect(catalogueProblems(catalogue)).toEqual([])
  setTaskState(catalogue, dispatch(engine, idle, {}), 'running')
  expect(catalogueProblems(catalogue)).toEqual(['a task is running without a worker (1)'])
})
