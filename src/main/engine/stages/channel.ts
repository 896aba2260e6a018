/** A bounded queue between two stages. Back-pressure is nothing else than the next stage not reading. */
export class Channel<T> {
  private readonly buffer: T[] = []
  private readonly maxSize: number
  private readonly signal: AbortSignal
  private ended = false
  private readonly readers: (() => void)[] = []
  private readonly writers: (() => void)[] = []

  constructor(maxSize: number, signal: AbortSignal) {
    this.maxSize = maxSize
    this.signal = signal
    signal.addEventListener('abort', () => this.wakeAll(), { once: true })
  }

  /** Waits for room, then adds the item. @throws the signal's reason */
  async put(item: T): Promise<void> {
    while (this.buffer.length >= this.maxSize) {
      this.signal.throwIfAborted()
      await new Promise<void>((resolve) => this.writers.push(resolve))
    }
    this.signal.throwIfAborted()
    this.buffer.push(item)
    this.readers.shift()?.()
  }

  /** Says that no more items come. */
  end(): void {
    this.ended = true
    for (const wake of this.readers.splice(0)) wake()
  }

  /** The next item if there is one now. */
  take(): T | undefined {
    const item = this.buffer.shift()
    if (item !== undefined) this.writers.shift()?.()
    return item
  }

  get hasItems(): boolean {
    return this.buffer.length > 0
  }

  get drained(): boolean {
    return this.ended && this.buffer.length === 0
  }

  /** Resolves when there may be an item, the end, or an abort. Never throws. */
  async ready(): Promise<void> {
    if (this.buffer.length > 0 || this.ended || this.signal.aborted) return
    await new Promise<void>((resolve) => this.readers.push(resolve))
  }

  /** Wakes one reader so that it looks at its own conditions again. */
  nudge(): void {
    this.readers.shift()?.()
  }

  private wakeAll(): void {
    for (const wake of [...this.readers.splice(0), ...this.writers.splice(0)]) wake()
  }
}
