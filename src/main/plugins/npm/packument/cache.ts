/** Answers made lately, the least recently used dropped first, bounded by bytes. */
export class AnswerCache<Answer extends { body: Buffer | string }> {
  private readonly answers = new Map<string, Answer>()
  private readonly maxBytes: number
  private bytes = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** The answer kept under the key, or the one that is made now; null is not kept. */
  get(key: string, make: () => Answer | null): Answer | null {
    const known = this.answers.get(key)
    if (known) {
      this.answers.delete(key)
      this.answers.set(key, known)
      return known
    }
    const made = make()
    if (made && sizeOf(made) <= this.maxBytes) this.keep(key, made)
    return made
  }

  private keep(key: string, answer: Answer): void {
    this.answers.set(key, answer)
    this.bytes += sizeOf(answer)
    for (const [oldest, dropped] of this.answers) {
      if (this.bytes <= this.maxBytes) return
      this.answers.delete(oldest)
      this.bytes -= sizeOf(dropped)
    }
  }
}

/** Texts count as two bytes a character, which they take at most. */
function sizeOf({ body }: { body: Buffer | string }): number {
  return typeof body === 'string' ? 2 * body.length : body.byteLength
}
