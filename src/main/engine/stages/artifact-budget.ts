/** Bounds what is fetched but not yet recorded, in bytes and in units, so that memory and loss at a crash stay bounded. */
export class ArtifactBudget {
  private readonly maxBytes: number
  private readonly maxItems: number
  private bytes = 0
  private items = 0
  private readonly waiting: (() => void)[] = []
  /** Called when somebody has to wait; the saver then passes on what it holds. */
  onPressure: () => void = () => undefined

  constructor(maxBytes: number, maxItems: number) {
    this.maxBytes = maxBytes
    this.maxItems = maxItems
  }

  /** Waits for room; one unit is always let through, however large. @throws the signal's reason */
  async acquire(bytes: number, signal: AbortSignal): Promise<void> {
    while (this.items > 0 && (this.items >= this.maxItems || this.bytes + bytes > this.maxBytes)) {
      signal.throwIfAborted()
      this.onPressure()
      await this.released(signal)
    }
    signal.throwIfAborted()
    this.items += 1
    this.bytes += bytes
  }

  release(bytes: number): void {
    this.items -= 1
    this.bytes -= bytes
    for (const wake of this.waiting.splice(0)) wake()
  }

  private released(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        resolve()
      }
      signal.addEventListener('abort', wake, { once: true })
      this.waiting.push(wake)
    })
  }
}
