/** Refuses upstreams that stall, or keep a transfer alive by dripping. However long a transfer takes, it may: only its pace counts. */

/** The least that a transfer must bring. */
export interface MinimumRate {
  /** Bytes per second, as the mean of a window; 0 accepts anything. */
  rate: number
  /** Milliseconds. */
  window: number
}

export const MINIMUM_RATE: MinimumRate = { rate: 1024, window: 30_000 }

/** Times are milliseconds of one clock. While we hold the upstream back ourselves, its clock stands still. */
export class SpeedGuard {
  readonly #minimum: MinimumRate
  #since: number
  #bytes = 0
  #holds = 0
  #heldSince = 0

  constructor(minimum: MinimumRate, now: number) {
    this.#minimum = minimum
    this.#since = now
  }

  received(bytes: number): void {
    this.#bytes += bytes
  }

  hold(now: number): void {
    if (this.#holds === 0) this.#heldSince = now
    this.#holds += 1
  }

  release(now: number): void {
    this.#holds -= 1
    if (this.#holds === 0) this.#since += now - this.#heldSince
  }

  /** Whether the transfer is fast enough. Look again and again: a window is judged at the first look after its end. */
  check(now: number): boolean {
    const { rate, window } = this.#minimum
    if (this.#holds > 0) return true
    const elapsed = now - this.#since
    if (elapsed < window) return true
    const fast = this.#bytes >= (rate * elapsed) / 1000
    this.#since = now
    this.#bytes = 0
    return fast
  }
}
