import { Cron } from 'croner'

export interface Rhythm {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string | null
  /** Seconds. */
  interval: number | null
}

/**
 * The first time after `after` (both in milliseconds since the epoch), or null when there is none or the pattern cannot be read. What was
 * missed does not count: a rhythm goes on from now. `zone` is an IANA name; default that of the machine.
 */
export function nextRun({ cron, interval }: Rhythm, after: number, zone?: string): number | null {
  if (interval !== null) return after + interval * 1000
  try {
    const options = { paused: true, mode: '5-part', ...(zone === undefined ? {} : { timezone: zone }) } as const
    return new Cron(cron ?? '', options).nextRun(new Date(after))?.getTime() ?? null
  } catch {
    return null
  }
}
