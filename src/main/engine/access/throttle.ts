import { StillwaterError } from '#shared/error'

const FIRST_DELAY = 500
const LONGEST_DELAY = 8000
const FORGET_AFTER = 15 * 60_000
const MOST_WAITING = 10
const MOST_ADDRESSES = 10_000

interface Record {
  failures: number
  last: number
  waiting: number
  turn: Promise<void>
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * Slows down the guessing of passwords: after failures of an address its attempts are checked one after the other, each after a pause that
 * doubles. Who never fails never waits.
 */
export class Throttle {
  private readonly records = new Map<string, Record>()
  private readonly now: () => number
  private readonly sleep: (milliseconds: number) => Promise<void>

  constructor(now: () => number = Date.now, sleep: (milliseconds: number) => Promise<void> = pause) {
    this.now = now
    this.sleep = sleep
  }

  /** Runs the check in its turn. @throws StillwaterError `api.too_many_attempts` (429) when too many wait already */
  async attempt(address: string, check: () => boolean): Promise<boolean> {
    const record = this.recordOf(address)
    if (record.failures > 0) await this.wait(record)
    const right = check()
    record.failures = right ? 0 : record.failures + 1
    record.last = this.now()
    return right
  }

  private async wait(record: Record): Promise<void> {
    if (record.waiting >= MOST_WAITING) throw new StillwaterError('api.too_many_attempts', {}, { status: 429 })
    record.waiting += 1
    const delay = (): number => Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (record.failures - 1))
    record.turn = record.turn.then(() => this.sleep(record.failures > 0 ? delay() : 0))
    await record.turn
    record.waiting -= 1
  }

  private recordOf(address: string): Record {
    const known = this.records.get(address)
    if (known && (known.waiting > 0 || this.now() - known.last < FORGET_AFTER)) return known
    const record: Record = { failures: 0, last: this.now(), waiting: 0, turn: Promise.resolve() }
    const oldest = this.records.keys().next()
    if (this.records.size >= MOST_ADDRESSES && !oldest.done) this.records.delete(oldest.value)
    this.records.set(address, record)
    return record
  }
}
