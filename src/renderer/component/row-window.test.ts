import { expect, test } from 'vitest'
import { MAX_PX, rowWindow } from './row-window.ts'

const VIEW = 600
const ROW = 34

test('a table that fits shows each row where it is, whatever the position', () => {
  const window = rowWindow({ count: 1000, rowPx: ROW, viewPx: VIEW, scrollTop: 3400 })
  expect(window.height).toBe(34_000)
  expect(window.first).toBeLessThanOrEqual(100)
  expect(window.last).toBeGreaterThanOrEqual(118)
  expect(window.top(100)).toBe(3400)
})

test('a table that no browser could lay out still shows its first and its last row', () => {
  const count = 5_000_000
  const start = rowWindow({ count, rowPx: ROW, viewPx: VIEW, scrollTop: 0 })
  expect(start.height).toBe(MAX_PX)
  expect([start.first, start.top(0)]).toEqual([0, 0])
  const end = rowWindow({ count, rowPx: ROW, viewPx: VIEW, scrollTop: MAX_PX - VIEW })
  expect(end.last).toBe(count - 1)
  expect(end.top(count - 1) + ROW).toBeCloseTo(MAX_PX)
  const middle = rowWindow({ count, rowPx: ROW, viewPx: VIEW, scrollTop: (MAX_PX - VIEW) / 2 })
  expect(middle.first).toBeGreaterThan(count / 2 - 100)
  expect(middle.last).toBeLessThan(count / 2 + 100)
})

test('any row can be scrolled to', () => {
  for (const count of [10, 1000, 5_000_000])
    for (const row of [0, Math.floor(count / 3), count - 1]) {
      const { scrollTo } = rowWindow({ count, rowPx: ROW, viewPx: VIEW, scrollTop: 0 })
      const there = rowWindow({ count, rowPx: ROW, viewPx: VIEW, scrollTop: scrollTo(row) })
      expect(there.first).toBeLessThanOrEqual(row)
      expect(there.last).toBeGreaterThanOrEqual(row)
    }
})

test('an empty table has no rows', () => {
  const { first, last, height } = rowWindow({ count: 0, rowPx: ROW, viewPx: VIEW, scrollTop: 0 })
  expect([first, last, height]).toEqual([0, -1, 0])
})
