/** What holds transfers back besides the limits of their remote: the budget of the host, and pauses of the host and of one task. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TrafficControl } from './traffic-control.ts'

/** A pause that belongs to one task. */
export class PauseGate {
  #opened: PromiseWithResolvers<void> | null = null
  #listener: (paused: boolean) => void = () => undefined

  /** Says who is told of each change. */
  set onChange(listener: (paused: boolean) => void) {
    this.#listener = listener
  }

  get paused(): boolean {
    return this.#opened !== null
  }

  pause(): void {
    if (this.#opened) return
    this.#opened = Promise.withResolvers()
    this.#listener(true)
  }

  resume(): void {
    if (!this.#opened) return
    this.#opened.resolve()
    this.#opened = null
    this.#listener(false)
  }

  /** Resolves when it is open. Rejects with the signal's reason when that is aborted. */
  async whenOpen(signal?: AbortSignal): Promise<void> {
    while (this.#opened) await orAborted(this.#opened.promise, signal)
  }
}

async function orAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  if (!signal) return await promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

export class Brakes {
  readonly #control: TrafficControl
  readonly #gate: PauseGate | null

  constructor(control: TrafficControl, gate: PauseGate | null = null) {
    this.#control = control
    this.#gate = gate
  }

  get paused(): boolean {
    return this.hostPaused || this.#gate?.paused === true
  }

  /** Whether it is not only this task that is to wait. */
  get hostPaused(): boolean {
    return this.#control.paused
  }

  /** Waits for the end of a pause. Rejects when the signal is aborted. */
  async whenOpen(signal?: AbortSignal): Promise<void> {
    while (this.paused) {
      await this.#control.whenOpen(signal)
      await this.#gate?.whenOpen(signal)
    }
  }

  /** Takes bytes that arrived into account. A promise means that nothing more may be read before it resolves. */
  take(bytes: number, signal?: AbortSignal): Promise<void> | undefined {
    const wait = this.#control.charge(bytes)
    // Timers are no finer than this; what is not waited for now stays in the account.
    if (wait < 1 && !this.paused) return undefined
    return this.#wait(wait, signal)
  }

  async #wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    if (milliseconds >= 1) await sleep(milliseconds, undefined, signal ? { signal } : {})
    await this.whenOpen(signal)
  }
}
