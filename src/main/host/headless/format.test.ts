import { expect, test } from 'vitest'
import { formatBytes, table } from './format.ts'

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [43_123_456, '43.1 MB'],
  [1.5e12, '1.5 TB'],
])('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

test('columns are as wide as their widest cell, without blanks at the end', () => {
  expect(
    table(
      ['a', 'name'],
      [
        ['1', 'x'],
        ['long', ''],
      ],
    ),
  ).toEqual(['A     NAME', '1     x', 'long'])
})
