import { expect, test } from 'vitest'
import type { TaskBody } from '#shared/api/task'
import { RateRecorder } from './transfer-rate.ts'

const task = (pulp_href: string, done: number): TaskBody =>
  ({
    pulp_href,
    progress_reports: [
      { suffix: 'bytes', done },
      { suffix: 'files', done: 999_999 },
    ],
  }) as TaskBody

test('rates are what all tasks fetched between two looks; what a new task had fetched before it was seen is no peak', () => {
  const recorder = new RateRecorder()
  expect(recorder.look([task('a', 100_000)], 0)).toEqual([])
  expect(recorder.look([task('a', 130_000)], 3000)).toEqual([{ at: 3000, bytes: 10_000 }])
  expect(recorder.look([task('a', 160_000), task('b', 5_000_000)], 6000).at(-1)).toEqual({ at: 6000, bytes: 10_000 })
  expect(recorder.look([task('b', 5_003_000)], 9000).at(-1)).toEqual({ at: 9000, bytes: 1000 })
  expect(recorder.look([], 12_000).at(-1)).toEqual({ at: 12_000, bytes: 0 })
})

test('looks that come too soon are passed over, and only the last minutes are kept', () => {
  const recorder = new RateRecorder()
  recorder.look([], 0)
  expect(recorder.look([], 100)).toEqual([])
  for (let look = 1; look <= 150; look += 1) recorder.look([], look * 3000)
  expect(recorder.samples).toHaveLength(100)
})
