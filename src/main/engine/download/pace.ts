/** When the next request to a remote may leave: its rate limit, and pauses it asked for. */
import { setTimeout as sleep } from 'node:timers/promises'

export class Pace {
  /** Milliseconds between requests. */
  readonly #interval: number
  #next = 0
  #heldUntil = 0

  /** `rateLimit` in requests per second; null, undefined or 0 for none. */
  constructor(rateLimit: number | null | undefined) {
    this.#interval = rateLimit ? 1000 / rateLimit : 0
  }

  /** Keeps every later request back for so many milliseconds. */
  hold(milliseconds: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, Date.now() + milliseconds)
  }

  /** Waits for this request's turn. Rejects with an AbortError when the signal is aborted. */
  async take(signal?: AbortSignal): Promise<void> {
    if (this.#interval === 0 && this.#heldUntil === 0) return
    const now = Date.now()
    const turn = Math.max(now, this.#next, this.#heldUntil)
    this.#next = turn + this.#interval
    if (turn > now) await sleep(turn - now, undefined, signal ? { signal } : {})
  }
}
