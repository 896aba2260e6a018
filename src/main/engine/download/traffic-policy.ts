/** When downloads go slower or rest by themselves: by the hour, and by where the machine is. */
import type { Engine } from '../engine.ts'
import { type Clock, systemClock } from '../schedule/schedule-runner.ts'
import type { QuietHours } from '../settings/setting.ts'

/** What only the host can know; null where it does not. */
export interface PowerFacts {
  /** Whether the connection costs by the byte. */
  metered: boolean | null
  /** Whether the machine runs on its battery. */
  battery: boolean | null
}

export const UNKNOWN: PowerFacts = { metered: null, battery: null }

export type TrafficReason = 'quiet_hours' | 'metered' | 'battery'

export interface TrafficRule {
  paused: boolean
  /** Bytes per second; 0 for no limit. */
  rate: number
  /** Why it is not as fast as it could be; null when nothing holds it back but the limit for always. */
  reason: TrafficReason | null
}

type PolicySettings = Pick<
  Engine['settings'],
  'DOWNLOAD_MAX_BYTES_PER_SECOND' | 'QUIET_HOURS' | 'PAUSE_WHEN_METERED' | 'PAUSE_ON_BATTERY'
>

/** Milliseconds between two looks at the clock: hours change at full minutes, clocks are set, machines sleep. */
const LOOK = 5000
const DAY_MINUTES = 24 * 60

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether a moment lies in the hours; those that end before they begin belong to the day they begin on. */
export function isWithin({ from, to, days }: QuietHours, moment: Date): boolean {
  const now = moment.getHours() * 60 + moment.getMinutes()
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  const length = (end - begin + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES
  const since = (now - begin + DAY_MINUTES) % DAY_MINUTES
  if (since >= length) return false
  const day = now >= begin ? moment.getDay() : (moment.getDay() + 6) % 7
  return days.length === 0 || days.includes(day)
}

/** What holds at a moment. */
export function trafficRule(settings: PolicySettings, moment: Date, facts: PowerFacts): TrafficRule {
  const rate = settings.DOWNLOAD_MAX_BYTES_PER_SECOND
  if (settings.PAUSE_WHEN_METERED && facts.metered === true) return { paused: true, rate, reason: 'metered' }
  if (settings.PAUSE_ON_BATTERY && facts.battery === true) return { paused: true, rate, reason: 'battery' }
  const hours = settings.QUIET_HOURS.filter((one) => isWithin(one, moment)).map((one) => one.max_bytes_per_second)
  if (hours.length === 0) return { paused: false, rate, reason: null }
  const least = Math.min(...hours)
  if (least === 0) return { paused: true, rate, reason: 'quiet_hours' }
  return { paused: false, rate: rate === 0 ? least : Math.min(rate, least), reason: 'quiet_hours' }
}

/** Keeps the traffic of all threads to what the settings say of the hour and of the machine. */
export class TrafficPolicy {
  private readonly engine: Pick<Engine, 'settings' | 'control'>
  private readonly clock: Clock
  private facts: PowerFacts = UNKNOWN
  private cancel: (() => void) | null = null
  private rule: TrafficRule

  constructor(engine: Pick<Engine, 'settings' | 'control'>, clock: Clock = systemClock) {
    this.engine = engine
    this.clock = clock
    this.rule = trafficRule(engine.settings, new Date(clock.now()), this.facts)
  }

  /** What holds now. */
  get current(): TrafficRule {
    return this.rule
  }

  start(): void {
    this.look()
  }

  stop(): void {
    this.cancel?.()
    this.cancel = null
  }

  /** What the host knows of the machine, or what it lets know anew. */
  know(facts: PowerFacts): void {
    this.facts = facts
    this.look()
  }

  /** Looks at the clock and the settings now; called by itself from the start on, and whenever settings change. */
  look(): void {
    this.cancel?.()
    this.rule = trafficRule(this.engine.settings, new Date(this.clock.now()), this.facts)
    const { control } = this.engine
    control.rate = this.rule.rate
    control.pausedByPolicy = this.rule.paused
    this.cancel = this.clock.after(LOOK, () => this.look())
  }
}
