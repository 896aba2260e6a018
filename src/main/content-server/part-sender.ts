/**
 * Parts of a file that is still coming, sent to one client as they come. The memory is taken once for each client, and once for all of those
 * that keep up and have more before them than they are given at a time.
 */
import type { FileHandle } from 'node:fs/promises'
import { KEEPING_UP, pace, PROVEN, readApart, SMALL_BLOCK } from './byte-source.ts'
import type { Exchange } from './exchange.ts'
import { readNow } from './shared-blocks.ts'

/** Bytes at a time for a client that keeps up, and how many may have them at once. */
const LARGE_BLOCK = 512 * 1024
const LARGE_BLOCKS = 16

const free: Buffer[] = []
let made = 0

function takeLarge(): Buffer | null {
  const block = free.pop()
  if (block) return block
  if (made === LARGE_BLOCKS) return null
  made += 1
  return Buffer.allocUnsafeSlow(LARGE_BLOCK)
}

export class PartSender {
  readonly #handle: FileHandle
  readonly #exchange: Exchange
  #small: Buffer | null = null
  #large: Buffer | null = null
  /** Bytes that the client took without a pause. */
  #proven = 0

  constructor(handle: FileHandle, exchange: Exchange) {
    this.#handle = handle
    this.#exchange = exchange
  }

  /** Sends bytes `start` to `end` (inclusive), reading only as fast as the client takes them. */
  async send(start: number, end: number): Promise<void> {
    for (let position = start; position <= end;) {
      const memory = this.#memoryFor(end - position + 1)
      const wanted = Math.min(memory.byteLength, end - position + 1)
      const read =
        readNow(this.#handle, memory.subarray(0, wanted), position, pace) ||
        (await readApart(this.#handle, memory, wanted, position))
      position += read
      const began = performance.now()
      await this.#exchange.write(memory.subarray(0, read))
      this.#proven = performance.now() - began > KEEPING_UP ? 0 : this.#proven + read
    }
  }

  /** Gives memory back to others; nothing is being sent from it any more. */
  close(): void {
    if (this.#large) free.push(this.#large)
    this.#large = null
  }

  #memoryFor(bytes: number): Buffer {
    if (this.#proven === 0) this.close()
    else if (this.#proven >= PROVEN && bytes > SMALL_BLOCK) this.#large ??= takeLarge()
    if (this.#large && bytes > SMALL_BLOCK) return this.#large
    return (this.#small ??= Buffer.allocUnsafeSlow(SMALL_BLOCK))
  }
}
