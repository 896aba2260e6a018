import { expect, test } from 'vitest'
import type { ProgressReportBody, TaskBody } from '#shared/api/task'
import type { Output } from './output.ts'
import { progressOn } from './progress.ts'

function report(values: Partial<ProgressReportBody>): ProgressReportBody {
  return { message: 'Downloading', code: 'd', state: 'running', total: null, done: 0, suffix: null, ...values }
}

const task = (...progress_reports: ProgressReportBody[]): TaskBody =>
  ({ state: 'running', progress_reports }) as unknown as TaskBody

function recorder(isTerminal: boolean, columns = 200): { output: Output; notes: string[]; drawn: string[] } {
  const notes: string[] = []
  const drawn: string[] = []
  const output = {
    isTerminal,
    columns,
    line: () => undefined,
    note: (text: string) => void notes.push(text),
    draw: (text: string) => void drawn.push(text),
  }
  return { output, notes, drawn }
}

test('without a terminal each step is told once, when it is done', () => {
  const { output, notes, drawn } = recorder(false)
  const progress = progressOn(output)
  progress.show(task(report({ done: 3 })))
  expect(notes).toEqual([])
  const done = report({ done: 1200, state: 'completed', suffix: 'files' })
  progress.show(task(done, report({ code: 'e', message: 'Saving', state: 'completed' })))
  progress.show(task(done))
  expect(notes).toEqual(['Downloading: 1,200 files'])
  expect(drawn).toEqual([])
})

test('on a terminal a bar is redrawn only when it changes, and cleared at the end', () => {
  const { output, notes, drawn } = recorder(true)
  const progress = progressOn(output)
  const half = task(report({ done: 50, total: 100, suffix: 'files' }))
  progress.show(half)
  progress.show(half)
  expect(drawn).toHaveLength(1)
  expect(drawn[0]).toContain(`${'█'.repeat(12)}${'░'.repeat(12)}  50 %  Downloading: 50 / 100 files`)
  progress.end()
  expect(drawn).toHaveLength(2)
  expect(notes).toEqual([])
})

test('a bar never passes its end nor the width of the terminal', () => {
  const { output, drawn } = recorder(true, 40)
  progressOn(output).show(task(report({ done: 150, total: 100, suffix: 'bytes' })))
  expect(drawn[0]).toContain('100 %')
  // without the sequence that clears the line
  expect((drawn[0] ?? '').slice('\r\u001b[2K'.length).length).toBeLessThan(40)
})
