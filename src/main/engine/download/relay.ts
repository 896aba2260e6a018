/**
 * A body passed on while it arrives, at the receiver's pace. One chunk is held back until the digests have been checked, so nobody ever has
 * all the bytes of a wrong file.
 */
import { Readable } from 'node:stream'
import type { DigestName } from '#shared/digest'
import { createHasher, type Hasher } from '../artifact/hash.ts'
import type { BodySink } from './exchange.ts'
import { assertComplete, assertWithin, type Target } from './target.ts'

const BUFFER = 256 * 1024

export class Relay extends Readable implements BodySink {
  readonly #target: Target
  readonly #hasher: Hasher
  readonly #gone = new AbortController()
  #held: Buffer | null = null
  #size = 0
  #wake: (() => void) | null = null

  /** `whole` is false when only a range was asked for: then there is nothing to check digests or size against. */
  constructor(target: Target, whole: boolean) {
    super({ highWaterMark: BUFFER })
    this.#target = whole ? target : { ...target, expected: {}, expectedSize: null }
    this.#hasher = createHasher(Object.keys(this.#target.expected) as DigestName[])
    // A failure before anybody reads must wait for the reader (iteration and pipeline report it), not end the process.
    this.on('error', () => {})
  }

  /** Bytes taken so far. */
  get size(): number {
    return this.#size
  }

  /** Aborted when the receiver has gone away. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  write(chunk: Buffer): Promise<void> | undefined {
    this.#size += chunk.byteLength
    assertWithin(this.#target, this.#size)
    this.#hasher.update(chunk)
    const ready = this.#held
    this.#held = chunk
    if (ready === null || this.push(ready)) return undefined
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** The upstream is done: checks what came and lets the last chunk go, or destroys the stream with what is wrong. */
  complete(): void {
    try {
      assertComplete(this.#target, this.#size, this.#hasher.digests())
    } catch (error) {
      this.destroy(error as Error)
      return
    }
    if (this.#held !== null) this.push(this.#held)
    this.#held = null
    this.push(null)
  }

  /** Takes everything from another stream, then checks it as `complete` does. Never throws: errors go to whoever reads. */
  async feed(source: Readable): Promise<void> {
    try {
      for await (const chunk of source) {
        if (this.destroyed) return
        await this.write(chunk as Buffer)
      }
      this.complete()
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  override _read(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#held = null
    this.#gone.abort()
    this._read()
    callback(error)
  }
}
