import { expect, test } from 'vitest'
import type { TaskBody } from '#shared/api/task'
import { ProgressTracker } from './tracker.ts'

function task(
  done: number,
  total: number,
  state: TaskBody['state'] = 'running',
  suffix: string | null = 'files',
): TaskBody {
  return {
    pulp_href: '/tasks/1/',
    name: 'file.sync',
    state,
    progress_reports: [
      { message: 'Downloading', code: 'sync.downloading.artifacts', state: 'running', total, done, suffix },
    ],
  } as unknown as TaskBody
}

test('the bar never goes back when the total grows', () => {
  const tracker = new ProgressTracker()
  const before = tracker.observe(task(10, 10), 0).fraction ?? 0
  const after = tracker.observe(task(11, 100), 1000).fraction ?? 0
  expect(after).toBe(before)
})

test('the same state asked twice is one sample', () => {
  const tracker = new ProgressTracker()
  const state = task(10, 100)
  tracker.observe(task(0, 100), 0)
  tracker.observe(state, 2000)
  expect(tracker.observe(state, 60_000).rate).toBe(5)
})

test('the rate names what it counts', () => {
  const tracker = new ProgressTracker()
  expect(tracker.observe(task(0, 100, 'running', 'bytes'), 0).unit).toBe('bytes')
})

test('a failed task keeps the bar where it was, a completed one fills it', () => {
  const tracker = new ProgressTracker()
  const reached = tracker.observe(task(50, 100), 0).fraction
  expect(tracker.observe(task(20, 100, 'failed'), 10).fraction).toBe(reached)
  expect(tracker.observe(task(20, 100, 'completed'), 10).fraction).toBe(1)
})
