/** What all threads of a host share about their traffic: how fast it may be, and whether it may be at all. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Bytes: 32 bits of who holds the traffic, four of padding, the 64-bit time up to which the budget is spent, and 64 bits of rate. */
const MEMORY = 24
const HOLDERS = 0
const SPENT_UNTIL = 1
const RATE = 2
/** Who may hold all traffic back: the user, and the hours and circumstances the user chose. */
const USER = 1
const POLICY = 2
const NANOSECONDS = 1_000_000_000n
/** Nanoseconds of budget that may be used at once: what one read may bring must not have to wait each time. */
const BURST = 20_000_000n
/** Milliseconds between two looks at the flag by whoever waits for it. */
const LOOK = 50

export class TrafficControl {
  /** Give it to the other threads: a control made with it there obeys the same budget. */
  readonly memory: SharedArrayBuffer
  readonly #flag: Int32Array
  readonly #times: BigInt64Array

  /** `rate` in bytes per second, 0 for no limit; left out by those that join the memory of another. */
  constructor(rate?: number, memory: SharedArrayBuffer = new SharedArrayBuffer(MEMORY)) {
    this.memory = memory
    this.#flag = new Int32Array(memory, 0, 1)
    this.#times = new BigInt64Array(memory)
    if (rate !== undefined) this.rate = rate
  }

  /** Bytes per second that all downloads together may bring; 0 for no limit. */
  get rate(): number {
    return Number(Atomics.load(this.#times, RATE))
  }

  set rate(value: number) {
    Atomics.store(this.#times, RATE, BigInt(Math.floor(value)))
  }

  /** Whether nothing may flow, whoever says so. */
  get paused(): boolean {
    return Atomics.load(this.#flag, HOLDERS) !== 0
  }

  /** Whether the user holds everything back. */
  get pausedByUser(): boolean {
    return (Atomics.load(this.#flag, HOLDERS) & USER) !== 0
  }

  set pausedByUser(value: boolean) {
    this.#hold(USER, value)
  }

  /** Whether the time of day, or where the machine is, holds everything back. */
  set pausedByPolicy(value: boolean) {
    this.#hold(POLICY, value)
  }

  #hold(holder: number, value: boolean): void {
    if (value) Atomics.or(this.#flag, HOLDERS, holder)
    else Atomics.and(this.#flag, HOLDERS, ~holder)
  }

  /**
   * Takes bytes that have arrived out of the budget. Answers the milliseconds after which more may be read. Each caller gets the time after
   * everybody before it, whatever its thread, so that all of them together keep the rate.
   */
  charge(bytes: number): number {
    const rate = Atomics.load(this.#times, RATE)
    if (rate === 0n) return 0
    const cost = (BigInt(bytes) * NANOSECONDS) / rate
    for (;;) {
      const now = process.hrtime.bigint()
      const before = Atomics.load(this.#times, SPENT_UNTIL)
      const spent = (before > now - BURST ? before : now - BURST) + cost
      if (Atomics.compareExchange(this.#times, SPENT_UNTIL, before, spent) === before) {
        return spent > now ? Number(spent - now) / 1e6 : 0
      }
    }
  }

  /** Resolves when traffic may flow. Rejects with an AbortError when the signal is aborted. */
  async whenOpen(signal?: AbortSignal): Promise<void> {
    while (this.paused) await sleep(LOOK, undefined, signal ? { signal } : {})
  }
}
