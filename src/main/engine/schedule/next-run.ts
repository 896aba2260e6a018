import { Cron } from 'croner'

export interface Rhythm {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string | null
  /** IANA name of the zone the fields are in; null or left out for that of the machine. */
  timezone?: string | null
  /** Seconds. */
  interval: number | null
}

/**
 * The first time after `after` (both in milliseconds since the epoch), or null when there is none or the pattern cannot be read. What was
 * missed does not count: a rhythm goes on from now.
 */
export function nextRun({ cron, interval, timezone }: Rhythm, after: number): number | null {
  if (interval !== null) return after + interval * 1000
  try {
    const options = { paused: true, mode: '5-part', ...(timezone ? { timezone } : {}) } as const
    return new Cron(cron ?? '', options).nextRun(new Date(after))?.getTime() ?? null
  } catch {
    return null
  }
}

/** The next times, at most `count` of them; none when the rhythm cannot be read. */
export function nextRuns(rhythm: Rhythm, after: number, count: number): number[] {
  const times: number[] = []
  for (let time = nextRun(rhythm, after); time !== null && times.length < count; time = nextRun(rhythm, time))
    times.push(time)
  return times
}

/** Whether the machine knows a zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
