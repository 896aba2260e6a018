import { expect, test } from 'vitest'
import { byteSize, bytesText } from './bytes.ts'

test.each([
  [0, 0, 'byte', 0],
  [999, 999, 'byte', 0],
  [1000, 1, 'kilobyte', 2],
  [12_340, 12.34, 'kilobyte', 1],
  [999_600, 0.9996, 'megabyte', 2],
  [350_000_000, 350, 'megabyte', 0],
  [1_230_000_000, 1.23, 'gigabyte', 2],
])('%i bytes', (bytes, value, unit, fractionDigits) => {
  expect(byteSize(bytes)).toEqual({ value: expect.closeTo(value, 6), unit, fractionDigits })
})

test('sizes as text, in the language of the reader', () => {
  expect([1, 412, 1440, 43_120_000].map((bytes) => bytesText(bytes, 'en'))).toEqual([
    '1 byte',
    '412 bytes',
    '1.44 kB',
    '43.1 MB',
  ])
  expect(bytesText(1440, 'de')).toMatch(/^1,44\skB$/)
})
