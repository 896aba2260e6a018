/** Refuses upstreams that keep a transfer alive by dripping. */

const WINDOW = 30_000
/** Bytes per second, as the mean of a window. */
export const MINIMUM_RATE = 1024

export class SpeedGuard {
  #since: number
  #bytes = 0

  constructor(now: number) {
    this.#since = now
  }

  /** Whether the transfer is still fast enough after these bytes. */
  accept(bytes: number, now: number): boolean {
    this.#bytes += bytes
    const elapsed = now - this.#since
    if (elapsed < WINDOW) return true
    const fast = this.#bytes >= (MINIMUM_RATE * elapsed) / 1000
    this.#since = now
    this.#bytes = 0
    return fast
  }
}
