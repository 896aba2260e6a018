import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { startTestEngine, type TestEngine } from '../../../../test/fixtures/engine.ts'
import { file } from '../../plugins/file/index.ts'
import { progressReportsOf } from './task-body.ts'
import { defineTask } from './task-definition.ts'

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  return { ...real, rm: vi.fn(real.rm) }
})

const counting = defineTask({
  id: 'test.counting',
  version: 1,
  input: z.object({}),
  run: async (context) => void context.progress({ message: 'Counting', code: 'test.counting', total: 1 }),
})

let it: TestEngine

beforeEach(() => {
  it = startTestEngine([{ ...file, tasks: [...file.tasks, counting] }])
})
afterEach(async () => {
  vi.restoreAllMocks()
  await it.close()
})

test('a temporary folder that cannot be removed does not change the outcome', async () => {
  vi.mocked(rm).mockRejectedValueOnce(Object.assign(new Error('busy'), { code: 'EBUSY' }))
  expect(await it.run(counting, {})).toMatchObject({ state: 'completed', error: null })
})

test('a report whose end could not be written at first is closed with the task', async () => {
  const { catalogue } = it.engine
  const prepare = catalogue.prepare.bind(catalogue)
  let failures = 1
  vi.spyOn(catalogue, 'prepare').mockImplementation((sql) => {
    if (failures === 0 || !sql.startsWith('UPDATE core_progressreport')) return prepare(sql)
    failures -= 1
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  })
  const task = await it.run(counting, {})
  expect(task.state).toBe('completed')
  expect(progressReportsOf(catalogue, task.id).map(({ state }) => state)).toEqual(['completed'])
})
