import { expect, test } from 'vitest'
import { durationParts, relativeTime } from './relative-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each([
  [-20_000, 0, 'second'],
  [20_000, 0, 'second'],
  [-MINUTE, -1, 'minute'],
  [-59 * MINUTE, -59, 'minute'],
  [-HOUR, -1, 'hour'],
  [-23 * HOUR, -23, 'hour'],
  [-DAY, -1, 'day'],
  [-29 * DAY, -29, 'day'],
  [-45 * DAY, -1, 'month'],
  [-800 * DAY, -2, 'year'],
  [3 * HOUR, 3, 'hour'],
])('%i ms is %i %s', (offset, value, unit) => {
  const now = 1_800_000_000_000
  expect(relativeTime(now + offset, now)).toEqual({ value, unit })
})

test('durations are clock parts', () => {
  expect(durationParts(0)).toEqual({ hours: 0, minutes: 0, seconds: 0 })
  expect(durationParts(61_400)).toEqual({ hours: 0, minutes: 1, seconds: 1 })
  expect(durationParts(2 * HOUR + 5 * MINUTE + 9000)).toEqual({ hours: 2, minutes: 5, seconds: 0 })
  expect(durationParts(-5)).toEqual({ hours: 0, minutes: 0, seconds: 0 })
})
