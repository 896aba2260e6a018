/** Work that many ask for and one does. */
export interface Shareable {
  /** Settles when nobody may join any more. */
  readonly ended: Promise<void>
}

export class SingleFlight<T extends Shareable> {
  readonly #running = new Map<string, T>()

  /** What is under way for the key, or what `start` begins. */
  join(key: string, start: () => T): T {
    const running = this.#running.get(key)
    if (running) return running
    const fresh = start()
    this.#running.set(key, fresh)
    const forget = (): void => this.forget(key, fresh)
    fresh.ended.then(forget, forget)
    return fresh
  }

  /** Lets the next one who asks begin anew. */
  forget(key: string, one: T): void {
    if (this.#running.get(key) === one) this.#running.delete(key)
  }

  get all(): readonly T[] {
    return [...this.#running.values()]
  }
}
