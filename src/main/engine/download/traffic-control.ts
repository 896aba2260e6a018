/** What all threads of a host share about their traffic: how fast it may be, and whether it may be at all. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Bytes: a 32-bit flag, four of padding, and the 64-bit time up to which the budget is spent. */
const MEMORY = 16
const PAUSED = 0
const SPENT_UNTIL = 1
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
  /** Bytes per second; 0 for no limit. */
  readonly #rate: bigint

  /** `rate` in bytes per second, 0 for no limit; the same in every thread. */
  constructor(rate = 0, memory: SharedArrayBuffer = new SharedArrayBuffer(MEMORY)) {
    this.#rate = BigInt(Math.floor(rate))
    this.memory = memory
    this.#flag = new Int32Array(memory, 0, 1)
    this.#times = new BigInt64Array(memory)
  }

  get paused(): boolean {
    return Atomics.load(this.#flag, PAUSED) === 1
  }

  set paused(value: boolean) {
    Atomics.store(this.#flag, PAUSED, value ? 1 : 0)
  }

  /**
   * Takes bytes that have arrived out of the budget. Answers the milliseconds after which more may be read. Each caller gets the time after
   * everybody before it, whatever its thread, so that all of them together keep the rate.
   */
  charge(bytes: number): number {
    if (this.#rate === 0n) return 0
    const cost = (BigInt(bytes) * NANOSECONDS) / this.#rate
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
