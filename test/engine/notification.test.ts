/** Which ends of tasks are worth a notice. */
import { afterEach, expect, test } from 'vitest'
import * as z from 'zod'
import { Notifier } from '../../src/main/engine/notification/notifier.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { nextRun } from '../../src/main/engine/schedule/next-run.ts'
import { type Clock, ScheduleRunner } from '../../src/main/engine/schedule/schedule-runner.ts'
import { insertSchedule } from '../../src/main/engine/schedule/schedule-store.ts'
import { dispatch, type DispatchOptions } from '../../src/main/engine/tasking/dispatch.ts'
import { defineTask } from '../../src/main/engine/tasking/task-definition.ts'
import { closeTaskGroup, createTaskGroup } from '../../src/main/engine/tasking/task-group.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import type { NotificationBody } from '../../src/shared/event.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

const quick = defineTask({ id: 'test.quick', version: 1, short: true, input: z.object({}), run: async () => undefined })
const failing = defineTask({
  id: 'test.failing',
  version: 1,
  short: true,
  input: z.object({}),
  run: () => Promise.reject(new Error('on purpose')),
})
const plugin = { ...file, tasks: [...file.tasks, quick, failing] }

let it: TestEngine
let notifier: Notifier
let told: NotificationBody[]

function start(notifications?: string[]): void {
  it = startTestEngine([plugin], notifications ? { settings: { NOTIFICATIONS: notifications } } : {})
  notifier = new Notifier(it.engine, it.events)
  told = []
  it.events.subscribe(({ notification }) => notification && told.push(notification))
}
afterEach(async () => {
  notifier.stop()
  await it.close()
})

/** Waits for one notice more than there are, and a while longer for those that should not come. */
async function nextNotice(count = told.length + 1): Promise<void> {
  await expect.poll(() => told.length, { timeout: 5000 }).toBe(count)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(told).toHaveLength(count)
}

const run = (definition: typeof quick, options?: DispatchOptions): string =>
  dispatch(it.engine, definition, {}, options)
const ended = (id: string): Promise<unknown> => it.scheduler.whenFinished(id)

test('90 a nightly sync that fails gives exactly one notice, which says why and what to do; one that a user began gives none where only schedules count', async () => {
  start(['scheduled_failed'])
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name: 'r', url: 'http://127.0.0.1:1/PULP_MANIFEST', max_retries: 0 })
  const repository = createRepository(catalogue, FileRepository, { name: 'nightly', remote_id: remote.pulp_id })
  const rhythm = { timezone: null, cron: '0 3 * * *', interval: null }
  const due = nextRun(rhythm, Date.now()) ?? 0
  const values = { ...rhythm, enabled: true, mirror: true, next_run: due, last_task_id: null, error: null }
  insertSchedule(catalogue, { repository_id: repository.pulp_id, ...values })
  const clock: Clock = { now: () => due, after: () => () => undefined }
  await ended(run(failing))
  const runner = new ScheduleRunner(it.engine, clock)
  runner.look()
  await nextNotice()
  expect(told[0]).toMatchObject({
    id: 'notification.failed',
    level: 'error',
    title: 'Sync of nightly failed',
    params: { name: 'file.sync', kind: 'sync', mirror: 'nightly' },
    hrefs: [expect.stringContaining('/tasks/')],
  })
  expect(told[0]?.body?.split('\n').length).toBeGreaterThan(1)
  expect(notifier.recent).toEqual(told)
  runner.stop()
})

test('90 failures are told unless said otherwise; what ends well, is immediate, cancelled, or a part of other work is not', async () => {
  start()
  const parent = run(quick)
  await ended(parent)
  await ended(run(quick, { immediate: true }))
  await ended(run(failing, { immediate: true }))
  await ended(run(failing, { parent }))
  const waiting = run(quick, { exclusive: ['x'] })
  it.scheduler.cancel(waiting)
  const failed = run(failing)
  await nextNotice()
  expect(told[0]?.hrefs).toEqual([expect.stringContaining(failed)])
})

test('90 ends that come together are one notice for each outcome', async () => {
  start(['failed', 'completed'])
  for (const definition of [failing, failing, failing, quick]) run(definition)
  await nextNotice(2)
  expect(told.map(({ id, title }) => [id, title])).toEqual([
    ['notification.many_failed', '3 tasks failed'],
    ['notification.completed', 'test.quick is done'],
  ])
  expect(told[0]?.hrefs).toHaveLength(3)
})

test('90 a group is told once, when its last task has ended', async () => {
  start(['failed', 'completed'])
  const group = createTaskGroup(it.engine, 'Export')
  const ids = [quick, failing, quick].map((definition) => run(definition, { group }))
  await Promise.all(ids.map(ended))
  expect(told).toEqual([])
  const last = run(quick, { group })
  closeTaskGroup(it.engine, group)
  await ended(last)
  await nextNotice(1)
  expect(told[0]).toMatchObject({ title: 'Export: 1 of its tasks failed', hrefs: [expect.stringContaining(group)] })
})
