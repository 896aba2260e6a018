/** Small bodies in memory, the least recently used leaving first. Holds only bytes that were checked against their digest. */
export class ByteCache {
  readonly #entries = new Map<string, Buffer>()
  readonly #limit: number
  #bytes = 0

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Buffer | undefined {
    const found = this.#entries.get(key)
    if (found) {
      this.#entries.delete(key)
      this.#entries.set(key, found)
    }
    return found
  }

  set(key: string, body: Buffer): void {
    this.delete(key)
    if (body.byteLength > this.#limit) return
    this.#entries.set(key, body)
    this.#bytes += body.byteLength
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const found = this.#entries.get(key)
    if (!found) return
    this.#entries.delete(key)
    this.#bytes -= found.byteLength
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }
}
