import { expect, test } from 'vitest'
import type { ProgressReportBody, TaskBody } from '#shared/api/task'
import { reportFraction, weightedProgress } from './progress.ts'

function report(
  code: string,
  done: number,
  total: number | null,
  state: TaskBody['state'] = 'running',
): ProgressReportBody {
  return { code, message: code, state, total, done, suffix: null }
}

function sync(reports: ProgressReportBody[], state: TaskBody['state'] = 'running') {
  return weightedProgress({ name: 'npm.sync', state, progress_reports: reports })
}

test('a task without reports says nothing', () => {
  expect(sync([]).fraction).toBeNull()
  expect(sync([report('sync.parsing.metadata', 0, null)]).fraction).toBeNull()
})

test('finished metadata is a small part of a sync, because downloads are still to come', () => {
  const { fraction } = sync([report('sync.parsing.metadata', 50, 50, 'completed')])
  expect(fraction).toBeCloseTo(2 / 18)
})

test('downloads weigh most, and the phase shown is the running one', () => {
  const result = sync([
    report('sync.parsing.metadata', 50, 50, 'completed'),
    report('sync.downloading.artifacts', 25, 50),
    report('associating.content', 0, null),
  ])
  expect(result.fraction).toBeCloseTo((2 + 7) / 18)
  expect(result.phase?.code).toBe('sync.downloading.artifacts')
})

test('of several reports of one phase the most modest is believed, unknown totals aside', () => {
  const one = sync([report('sync.downloading.artifacts', 5, 20)]).fraction ?? Number.NaN
  const bytes = (done: number, total: number | null) => report('sync.downloading.bytes', done, total)
  expect(sync([report('sync.downloading.artifacts', 5, 20), bytes(500, 1000)]).fraction).toBeCloseTo(one)
  expect(sync([report('sync.downloading.artifacts', 5, 20), bytes(500, null)]).fraction).toBeCloseTo(one)
  expect(
    sync([report('sync.downloading.artifacts', 20, 20), report('sync.downloading.packages', 25, 100)]).fraction,
  ).toBeCloseTo(one)
})

test('downloads cannot be further than the metadata that names them', () => {
  const early = sync([report('sync.parsing.metadata', 10, 100), report('sync.downloading.artifacts', 9, 10)])
  expect(early.fraction).toBeCloseTo((2 * 0.1 + 14 * 0.1) / 18)
  const fetched = report('sync.downloading.metadata', 1, 1, 'completed')
  const unknown = sync([
    fetched,
    report('sync.parsing.metadata', 10, null),
    report('sync.downloading.artifacts', 9, 10),
  ])
  expect(unknown.fraction).toBeNull()
})

test('only a completed task is at 1', () => {
  const full = [
    report('sync.parsing.metadata', 5, 5, 'completed'),
    report('sync.downloading.artifacts', 5, 5, 'completed'),
    report('associating.content', 5, 5, 'completed'),
  ]
  expect(sync(full).fraction).toBe(0.99)
  expect(sync(full, 'completed').fraction).toBe(1)
})

test('a task of another kind is the mean of its reports', () => {
  const task = {
    name: 'core.verify',
    state: 'running' as const,
    progress_reports: [report('verify.artifacts', 1, 2), report('verify.rows', 0, 10)],
  }
  expect(weightedProgress(task).fraction).toBeCloseTo(0.25)
})

test('a report is bounded, and complete whatever its numbers say', () => {
  expect(reportFraction(report('x', 30, 20))).toBe(1)
  expect(reportFraction(report('x', 0, 0))).toBe(0)
  expect(reportFraction(report('x', 0, 0, 'completed'))).toBe(1)
  expect(reportFraction(report('x', 7, null))).toBeNull()
})
