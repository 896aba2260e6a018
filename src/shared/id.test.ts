import { expect, test } from 'vitest'
import { isUuid, uuidv7 } from './id.ts'

test('ids are UUIDs of version 7, unique, and sort in the order in which they were made', () => {
  const ids = Array.from({ length: 20_000 }, uuidv7)
  expect(ids.every(isUuid)).toBe(true)
  expect(ids.every((id) => id[14] === '7')).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
  expect(Math.abs(Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(
    60_000,
  )
})
