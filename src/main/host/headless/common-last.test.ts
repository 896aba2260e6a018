import { expect, test } from 'vitest'
import { commonLast } from './common-last.ts'

test.each([
  [
    ['--data-dir', '/d', 'status'],
    ['status', '--data-dir', '/d'],
  ],
  [
    ['--json', '--data-dir=/d', 'task', 'list'],
    ['task', 'list', '--json', '--data-dir=/d'],
  ],
  [
    ['--json', 'file', '--', '-x'],
    ['file', '--json', '--', '-x'],
  ],
  [
    ['status', '--data-dir', '/d'],
    ['status', '--data-dir', '/d'],
  ],
  [['--data-dir'], ['--data-dir']],
  [['--version'], ['--version']],
  [[], []],
])('%j is %j', (given, meant) => {
  expect(commonLast(given)).toEqual(meant)
})
