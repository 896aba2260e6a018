import { expect, test } from 'vitest'
import { rangesText } from './ranges.ts'

test('28 versions of a unit in one line', () => {
  expect(rangesText([{ first: 1, last: 4 }])).toBe('1–4')
  expect(
    rangesText([
      { first: 2, last: 2 },
      { first: 5, last: 9 },
    ]),
  ).toBe('2, 5–9')
})
