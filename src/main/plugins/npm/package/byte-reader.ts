/** Reads exact amounts from a stream of chunks, so that a format's headers can be walked without holding its bodies. */
export class ByteReader {
  private readonly source: AsyncIterator<Uint8Array>
  private chunk: Uint8Array = new Uint8Array(0)
  /** Bytes consumed so far. */
  position = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]()
  }

  /** The next `length` bytes, or null when the stream ends before. */
  async read(length: number): Promise<Buffer | null> {
    const parts: Uint8Array[] = []
    let missing = length
    while (missing > 0) {
      const part = await this.next(missing)
      if (!part) return null
      parts.push(part)
      missing -= part.byteLength
    }
    return Buffer.concat(parts, length)
  }

  /** Passes over bytes. Answers whether there were that many. */
  async skip(length: number): Promise<boolean> {
    let missing = length
    while (missing > 0) {
      const part = await this.next(missing)
      if (!part) return false
      missing -= part.byteLength
    }
    return true
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.source.return?.()
  }

  private async next(atMost: number): Promise<Uint8Array | null> {
    while (this.chunk.byteLength === 0) {
      const { done, value } = await this.source.next()
      if (done) return null
      this.chunk = value
    }
    const part = this.chunk.subarray(0, atMost)
    this.chunk = this.chunk.subarray(part.byteLength)
    this.position += part.byteLength
    return part
  }
}
