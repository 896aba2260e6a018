/** Schedules as people choose them: every so many hours, each day, each week, or any cron fields. */
import type { Rhythm } from './schedule.ts'

export const RHYTHMS = ['hours', 'daily', 'weekly', 'cron'] as const

export interface RhythmChoice {
  kind: (typeof RHYTHMS)[number]
  hours: string
  /** `HH:MM`. */
  time: string
  /** 0 for Sunday, as cron counts. */
  weekday: string
  cron: string
  /** IANA name; empty for that of the machine. */
  timezone: string
}

const HOUR = 3600
const FIRST: RhythmChoice = { kind: 'daily', hours: '6', time: '03:00', weekday: '1', cron: '0 3 * * *', timezone: '' }
const DAY_OR_WEEK = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-6])$/

/** The choice that makes a rhythm; without one, that of a new schedule. */
export function choiceOf(rhythm: Rhythm | null): RhythmChoice {
  if (!rhythm) return FIRST
  const { cron, interval } = rhythm
  const timezone = rhythm.timezone ?? ''
  if (interval !== null) return { ...FIRST, kind: 'hours', hours: String(interval / HOUR) }
  const [, minute = '', hour = '', day = ''] = DAY_OR_WEEK.exec(cron ?? '') ?? []
  if (day === '') return { ...FIRST, kind: 'cron', cron: cron ?? '', timezone }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  return day === '*'
    ? { ...FIRST, kind: 'daily', time, timezone }
    : { ...FIRST, kind: 'weekly', time, weekday: day, timezone }
}

export function rhythmOf({ kind, hours, time, weekday, cron, timezone }: RhythmChoice): Rhythm {
  if (kind === 'hours') return { cron: null, interval: Math.round(Number(hours) * HOUR), timezone: null }
  const [hour, minute] = time.split(':').map(Number)
  const day = kind === 'daily' ? '*' : weekday
  const fields = kind === 'cron' ? cron.trim() : `${minute} ${hour} * * ${day}`
  return { cron: fields, interval: null, timezone: timezone.trim() === '' ? null : timezone.trim() }
}
