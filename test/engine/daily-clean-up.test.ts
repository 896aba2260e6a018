import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { DailyCleanUp } from '../../src/main/engine/housekeeping/daily-clean-up.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRepository } from '../../src/main/plugins/file/models.ts'
import { dispatch } from '../../src/main/engine/tasking/dispatch.ts'
import { defineTask } from '../../src/main/engine/tasking/task-definition.ts'
import { getTask } from '../../src/main/engine/tasking/task-store.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

const DAY = 24 * 60 * 60 * 1000
const queued = (it: TestEngine): number =>
  (
    it.engine.catalogue.prepare("SELECT COUNT(*) AS n FROM core_task WHERE name = 'core.orphan_cleanup'").get() as {
      n: number
    }
  ).n

test('orphans are cleaned up once a day, counted over restarts', async () => {
  const it = startTestEngine([file], { workers: 0 })
  const look = (days: number): void => new DailyCleanUp(it.engine).look(Date.now() + days * DAY)
  look(5)
  expect(queued(it), 'with nothing to clean up').toBe(0)
  createRepository(it.engine.catalogue, FileRepository, { name: 'r' })
  look(0.5)
  expect(queued(it), 'on the first day').toBe(0)
  look(1.5)
  look(0.5)
  expect(queued(it), 'on the second day').toBe(1)
  look(1.5)
  expect(queued(it), 'a day after that').toBe(2)
  await it.close()
})

test('a protection time of 0 turns the daily clean-up off', async () => {
  const it = startTestEngine([file], { workers: 0, settings: { ORPHAN_PROTECTION_TIME: 0 } })
  createRepository(it.engine.catalogue, FileRepository, { name: 'r' })
  new DailyCleanUp(it.engine).look(Date.now() + 2 * DAY)
  expect(queued(it)).toBe(0)
  await it.close()
})

const quick = defineTask({ id: 'test.quick', version: 1, input: z.object({}), run: async () => undefined })
const endless = defineTask({
  id: 'test.endless',
  version: 1,
  input: z.object({}),
  run: ({ signal, tempDir }) =>
    new Promise((_, reject) => {
      writeFileSync(join(tempDir, 'in-use'), 'x')
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    }),
})
const plugin = { ...file, tasks: [...file.tasks, quick, endless] }

/** Every task that waits or runs ends, except the endless ones. */
async function settle(it: TestEngine): Promise<void> {
  const left = "SELECT COUNT(*) AS n FROM core_task WHERE state IN ('waiting', 'running') AND name <> 'test.endless'"
  await expect.poll(() => (it.engine.catalogue.prepare(left).get() as { n: number }).n).toBe(0)
}

test('87 by schedule: once a day tasks that ended longer ago than the setting go, and no others', async () => {
  const it = startTestEngine([plugin], { settings: { TASK_PROTECTION_TIME: 2 * 24 * 60 } })
  const cleanUp = new DailyCleanUp(it.engine)
  const old = (await it.run(quick, {})).id
  const young = (await it.run(quick, {})).id
  const running = dispatch(it.engine, endless, {})
  const finished = 'UPDATE core_task SET finished_at = ? WHERE pulp_id = ?'
  it.engine.catalogue.prepare(finished).run(Date.now() - 3 * DAY, Buffer.from(old.replaceAll('-', ''), 'hex'))
  cleanUp.look()
  await settle(it)
  expect(() => getTask(it.engine.catalogue, old)).toThrow(/not_found/)
  expect(getTask(it.engine.catalogue, young).state).toBe('completed')
  expect(getTask(it.engine.catalogue, running).state).toBe('running')
  const purges = "SELECT COUNT(*) AS n FROM core_task WHERE name = 'core.purge_tasks'"
  it.engine.catalogue.prepare(finished).run(0, Buffer.from(young.replaceAll('-', ''), 'hex'))
  cleanUp.look()
  await settle(it)
  expect(it.engine.catalogue.prepare(purges).get(), 'not twice a day').toEqual({ n: 1 })
  cleanUp.look(Date.now() + 1.5 * DAY)
  await settle(it)
  expect(() => getTask(it.engine.catalogue, young)).toThrow(/not_found/)
  it.scheduler.cancel(running)
  await it.close()
})

test('87 by schedule: old temporary files go, but not those of running tasks, of queued uploads, or written lately', async () => {
  const it = startTestEngine([plugin])
  const { tmp } = it.engine.folder
  const running = dispatch(it.engine, endless, {})
  await expect.poll(() => readdirSync(tmp).flatMap((name) => readdirSync(join(tmp, name)))).toEqual(['in-use'])
  const [own] = readdirSync(tmp)
  writeFileSync(join(tmp, 'left-over'), 'x')
  mkdirSync(join(tmp, 'folder'))
  writeFileSync(join(tmp, 'folder', 'old'), 'x')
  mkdirSync(join(tmp, 'busy'))
  writeFileSync(join(tmp, 'busy', 'fresh'), 'x')
  const yesterday = (Date.now() - 2 * DAY) / 1000
  for (const name of ['left-over', 'folder/old', 'folder', 'busy', `${own}/in-use`, `${own}`])
    utimesSync(join(tmp, name), yesterday, yesterday)
  new DailyCleanUp(it.engine).look()
  await settle(it)
  expect(readdirSync(tmp).toSorted()).toEqual(['busy', own].toSorted())
  it.scheduler.cancel(running)
  await it.close()
})

test('87 a protection time of 0 keeps tasks and temporary files', async () => {
  const it = startTestEngine([plugin], { settings: { TASK_PROTECTION_TIME: 0, TMPFILE_PROTECTION_TIME: 0 } })
  await it.run(quick, {})
  it.engine.catalogue.sqlite.exec('UPDATE core_task SET finished_at = 0')
  new DailyCleanUp(it.engine).look()
  expect(it.engine.catalogue.prepare('SELECT name FROM core_task').all()).toEqual([{ name: 'test.quick' }])
  await it.close()
})
