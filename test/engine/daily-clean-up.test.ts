import { expect, test } from 'vitest'
import { DailyCleanUp } from '../../src/main/engine/housekeeping/daily-clean-up.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRepository } from '../../src/main/plugins/file/models.ts'
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
