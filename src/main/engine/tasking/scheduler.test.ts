import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { startTestEngine, type TestEngine } from '../../../../test/fixtures/engine.ts'
import { file } from '../../plugins/file/index.ts'
import { dispatch } from './dispatch.ts'
import { recoverTask } from './recovery.ts'
import { defineTask } from './task-definition.ts'
import { getTask } from './task-store.ts'

const idle = defineTask({ id: 'test.idle', version: 1, short: true, input: z.object({}), run: async () => undefined })
let open: PromiseWithResolvers<void>
const gated = defineTask({ id: 'test.gated', version: 1, short: true, input: z.object({}), run: () => open.promise })
const plugin = { ...file, tasks: [...file.tasks, idle, gated] }

let it: TestEngine

beforeEach(() => {
  open = Promise.withResolvers()
  it = startTestEngine([plugin], { workers: 0 })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await it.close()
})

/** Makes statements with the text fail, as on a full disk, so many times. */
function failWrites(text: string, times: number): () => number {
  const { catalogue } = it.engine
  const prepare = catalogue.prepare.bind(catalogue)
  let left = times
  vi.spyOn(catalogue, 'prepare').mockImplementation((sql) => {
    if (left === 0 || !sql.includes(text)) return prepare(sql)
    left -= 1
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  })
  return () => left
}

test('a pass that fails (a full disk) is tried again, and does not end the thread', async () => {
  failWrites('UPDATE core_task SET state', 1)
  expect(await it.scheduler.whenFinished(dispatch(it.engine, idle, {}, { immediate: true }))).toBe('completed')
})

test('an immediate task whose outcome could not be recorded is ended as soon as that is possible', async () => {
  const id = dispatch(it.engine, gated, {}, { immediate: true })
  await expect.poll(() => getTask(it.engine.catalogue, id).state).toBe('running')
  const finished = it.scheduler.whenFinished(id)
  // Five times the task itself tries, then once the scheduler.
  const left = failWrites('UPDATE core_task SET state', 6)
  open.resolve()
  expect(await finished).toBe('failed')
  expect(left()).toBe(0)
  await expect.poll(() => it.scheduler.idle).toBe(true)
})

test('when a worker is gone, whoever listens hears what became of its task; a full disk only delays it', async () => {
  it.scheduler.addWorker({ name: 'doomed', run: () => undefined, cancel: () => undefined })
  const id = dispatch(it.engine, idle, {})
  await expect.poll(() => getTask(it.engine.catalogue, id).state).toBe('running')
  const states: unknown[] = []
  it.events.subscribe((event) => states.push((event.body as { state?: string }).state))
  const left = failWrites('UPDATE core_task SET state', 1)
  const finished = it.scheduler.whenFinished(id)
  it.scheduler.removeWorker('doomed', (task, reason) => recoverTask(it.engine.catalogue, task, reason))
  expect(await finished).toBe('failed')
  expect(left()).toBe(0)
  expect(getTask(it.engine.catalogue, id).error?.code).toBe('task.worker_gone')
  expect(states).toEqual(['failed'])
})
