import { expect, test } from 'vitest'
import type { MirrorBody } from '#shared/api/mirror'
import { arrange } from './sort.ts'

const mirror = (name: string, stored: number, created: string | null) =>
  ({ name, size: { stored }, latest_version: created && { pulp_created: created } }) as MirrorBody

const mirrors = [
  mirror('web-10', 5, '2026-01-01T00:00:00Z'),
  mirror('web-9', 50, null),
  mirror('Tools', 20, '2026-03-01T00:00:00Z'),
]
const names = (found: MirrorBody[]) => found.map((one) => one.name)

test('names sort as people count', () => {
  expect(names(arrange(mirrors, '', 'name'))).toEqual(['Tools', 'web-9', 'web-10'])
})

test('other orders fall back to nothing known last', () => {
  expect(names(arrange(mirrors, '', 'size'))).toEqual(['web-9', 'Tools', 'web-10'])
  expect(names(arrange(mirrors, '', 'newest'))).toEqual(['Tools', 'web-10', 'web-9'])
})

test('every word must be found, whatever its case', () => {
  expect(names(arrange(mirrors, 'WEB 9', 'name'))).toEqual(['web-9'])
  expect(arrange(mirrors, 'web tools', 'name')).toEqual([])
})
