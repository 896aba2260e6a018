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
  tracker.observe(task(0, 100), 0)
  tracker.observe(task(10, 100), 2000)
  expect(tracker.observe(task(10, 100), 60_000).rate).toBe(5)
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

test('a state that comes late changes nothing', () => {
  const tracker = new ProgressTracker()
  tracker.observe(task(0, 100), 0)
  const newer = tracker.observe(task(10, 100), 2000)
  expect(tracker.observe(task(4, 100), 2500)).toMatchObject({ rate: newer.rate, fraction: newer.fraction })
})

test('a total that grows is not shown as one, until it stands still', () => {
  const tracker = new ProgressTracker()
  tracker.observe(task(0, 20), 0)
  expect(tracker.observe(task(5, 40), 1000).phase?.total).toBeNull()
  expect(tracker.observe(task(6, 40), 2000).phase?.total).toBeNull()
  expect(tracker.observe(task(9, 40), 4500).phase?.total).toBe(40)
})
