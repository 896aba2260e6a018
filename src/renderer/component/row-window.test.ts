import { expect, test } from 'vitest'
import { heightOf, inSlots, MAX_PX, type Place, placeOf, rowWindow, scrolled } from './row-window.ts'

const VIEW = 600
const ROW = 34
const size = (count: number) => ({ count, rowPx: ROW, viewPx: VIEW })
const top = (row: number, { shift }: Place): number => row * ROW - shift

test('a table that fits shows each row where it is, whatever the position', () => {
  expect(heightOf(size(1000))).toBe(34_000)
  const place = scrolled(size(1000), { scrollTop: 0, shift: 0 }, 3400)
  expect(place).toEqual({ scrollTop: 3400, shift: 0 })
  const { first, last } = rowWindow(size(1000), place)
  expect(first).toBeLessThanOrEqual(100)
  expect(last).toBeGreaterThanOrEqual(118)
})

test('a table that no browser could lay out still shows its first and its last row', () => {
  const large = size(5_000_000)
  const start = { scrollTop: 0, shift: 0 }
  const end = scrolled(large, start, MAX_PX - VIEW)
  expect(rowWindow(large, end).last).toBe(large.count - 1)
  expect(top(large.count - 1, end) + ROW).toBe(MAX_PX)
  const middle = scrolled(large, end, (MAX_PX - VIEW) / 2)
  const { first, last } = rowWindow(large, middle)
  expect(first).toBeGreaterThan(large.count / 2 - 100)
  expect(last).toBeLessThan(large.count / 2 + 100)
  expect(scrolled(large, middle, 0)).toEqual(start)
})

test('a pixel scrolled is a pixel of the table, also where the table is too long', () => {
  const large = size(5_000_000)
  const from = placeOf(large, 2_000_000 * ROW)
  const to = scrolled(large, from, from.scrollTop + 40)
  expect(to).toEqual({ scrollTop: from.scrollTop + 40, shift: from.shift })
})

test.each([
  ['up', -400, 0],
  ['down', 400, 5_000_000 * ROW - VIEW],
])('who keeps scrolling %s comes to the end, row by row', (_way, step, goal) => {
  const large = size(5_000_000)
  const far = 3_000_000
  let place = placeOf(large, step < 0 ? far : 5_000_000 * ROW - VIEW - far)
  for (let turn = 0; turn < far / 400 + 1; turn += 1) {
    const before = place.scrollTop + place.shift
    const scrollTop = Math.min(MAX_PX - VIEW, Math.max(0, place.scrollTop + step))
    place = scrolled(large, place, scrollTop)
    const moved = place.scrollTop + place.shift - before
    if (moved !== step) break
  }
  expect(place.scrollTop + place.shift).toBe(goal)
})

test('any row can be scrolled to', () => {
  for (const count of [10, 1000, 235_294, 235_295, 5_000_000])
    for (const row of [0, Math.floor(count / 3), count - 1]) {
      const place = placeOf(size(count), Math.max(0, Math.min(row * ROW, count * ROW - VIEW)))
      const { first, last } = rowWindow(size(count), place)
      expect(first).toBeLessThanOrEqual(row)
      expect(last).toBeGreaterThanOrEqual(row)
      expect(place.scrollTop).toBeGreaterThanOrEqual(0)
      expect(place.scrollTop).toBeLessThanOrEqual(Math.max(0, heightOf(size(count)) - VIEW))
    }
})

test('an empty table has no rows', () => {
  expect(heightOf(size(0))).toBe(0)
  expect(rowWindow(size(0), { scrollTop: 0, shift: 0 })).toEqual({ first: 0, last: -1 })
})

test('there are as many rows at any place, and a row that stays in view stays in its element', () => {
  const windowAt = (scrollTop: number) => rowWindow(size(1000), { scrollTop, shift: 0 })
  const length = ({ first, last }: { first: number; last: number }): number => last - first + 1
  for (const base of [0, 7, 960]) {
    let before = inSlots(windowAt(0), base)
    for (let pixel = 0; pixel <= 1000 * ROW - VIEW; pixel += 150) {
      const rows = windowAt(pixel)
      expect(length(rows)).toBe(length(windowAt(0)))
      const slots = inSlots(rows, base)
      expect(slots.toSorted((a, b) => a - b)).toEqual(Array.from({ length: length(rows) }, (_, at) => rows.first + at))
      for (const [slot, row] of slots.entries()) if (before.includes(row)) expect(before[slot]).toBe(row)
      before = slots
    }
  }
  expect(inSlots({ first: 40, last: 44 }, 40)).toEqual([40, 41, 42, 43, 44])
  expect(inSlots({ first: 0, last: -1 }, 0)).toEqual([])
})
