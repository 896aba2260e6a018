/** A bounded queue between two stages. Back-pressure is nothing else than the next stage not reading. */
export class Channel<T> {
  private buffer: T[] = []
  private readonly maxSize: number
  private readonly signal: AbortSignal
  private ended = false
  /** Kept here: asking a signal made of others takes longer than all the rest of handing over. */
  private aborted: boolean
  private readonly readers: (() => void)[] = []
  private readonly writers: (() => void)[] = []

  constructor(maxSize: number, signal: AbortSignal) {
    this.maxSize = maxSize
    this.signal = signal
    this.aborted = signal.aborted
    signal.addEventListener('abort', () => this.abort(), { once: true })
  }

  /** Adds the item when there is room now. @throws the signal's reason */
  offer(item: T): boolean {
    this.throwIfAborted()
    if (this.buffer.length >= this.maxSize) return false
    this.buffer.push(item)
    this.readers.shift()?.()
    return true
  }

  /** Waits for room, then adds the item. @throws the signal's reason */
  async put(item: T): Promise<void> {
    while (!this.offer(item)) await new Promise<void>((resolve) => this.writers.push(resolve))
  }

  /** Says that no more items come. */
  end(): void {
    this.ended = true
    for (const wake of this.readers.splice(0)) wake()
  }

  /** The items that are there now, at most `limit`. */
  take(limit: number): readonly T[] {
    const taken = this.buffer.length <= limit ? this.buffer : this.buffer.slice(0, limit)
    this.buffer = taken === this.buffer ? [] : this.buffer.slice(limit)
    if (taken.length > 0) for (const wake of this.writers.splice(0, taken.length)) wake()
    return taken
  }

  get hasItems(): boolean {
    return this.buffer.length > 0
  }

  get drained(): boolean {
    return this.ended && this.buffer.length === 0
  }

  /** Resolves when there may be an item, the end, or an abort. Never throws. */
  async ready(): Promise<void> {
    if (this.buffer.length > 0 || this.ended || this.aborted) return
    await new Promise<void>((resolve) => this.readers.push(resolve))
  }

  /** Wakes one reader so that it looks at its own conditions again. */
  nudge(): void {
    this.readers.shift()?.()
  }

  /** @throws the signal's reason */
  throwIfAborted(): void {
    if (this.aborted) throw this.signal.reason
  }

  private abort(): void {
    this.aborted = true
    for (const wake of [...this.readers.splice(0), ...this.writers.splice(0)]) wake()
  }
}
