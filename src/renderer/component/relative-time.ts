/** How times are said: the largest fitting unit, as Intl.RelativeTimeFormat takes it. */

export interface RelativeTime {
  value: number
  unit: 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year'
}

const STEPS: readonly [RelativeTime['unit'], number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** From `now` to `then`, both in milliseconds; negative for the past. Less than a minute is 0 seconds ("now"). */
export function relativeTime(then: number, now: number): RelativeTime {
  const seconds = (then - now) / 1000
  for (const [unit, size] of STEPS) if (Math.abs(seconds) >= size) return { value: Math.trunc(seconds / size), unit }
  return { value: 0, unit: 'second' }
}

export interface Duration {
  hours: number
  minutes: number
  seconds: number
}

/** A span in milliseconds as clock parts; seconds are dropped once hours are there. */
export function durationParts(milliseconds: number): Duration {
  const total = Math.max(0, Math.round(milliseconds / 1000))
  const hours = Math.floor(total / 3600)
  return { hours, minutes: Math.floor((total % 3600) / 60), seconds: hours > 0 ? 0 : total % 60 }
}
