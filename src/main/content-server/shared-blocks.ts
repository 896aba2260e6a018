/**
 * Large blocks of files on their way to clients. Many machines of a room download the same image at the same time: a block that was read for
 * one of them is there for the others, so that it is copied out of the system's memory once and not once for each. The memory is taken once.
 */
import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { DiskPace } from './disk-pace.ts'

export const BLOCK = 1024 * 1024
/** Answers that may have blocks at once: two each, one that is read and one that leaves. */
export const ANSWERS = 16
const BLOCKS = 2 * ANSWERS

/** The file ended before its bytes did. */
export class ShortFileError extends Error {}

/** An open file, and what tells it from all others that ever lay anywhere: equal for two only if they hold the same bytes. */
export interface OpenFile {
  readonly handle: FileHandle
  readonly identity: string
  /** Bytes. */
  readonly size: number
}

export interface Block {
  readonly memory: Buffer
  /** Bytes in it. */
  size: number
  key: string
  /** Of the file. */
  identity: string
  /** Settles when it is filled, or cannot be; null when it is filled. */
  ready: Promise<void> | null
  /** Answers that read it or send from it. */
  users: number
  /** How often it was asked for. */
  taken: number
}

export class SharedBlocks {
  /** By key, the one that was not asked for longest first. */
  readonly #known = new Map<string, Block>()
  /** Those that hold nothing. */
  readonly #empty: Block[] = []
  #made = 0
  #answers = 0
  /** Answers that have blocks of a file. */
  readonly #readers = new Map<string, number>()
  readonly #pace: DiskPace

  constructor(pace: DiskPace) {
    this.#pace = pace
  }

  /** Lets one more answer take blocks of a file, two at a time; not when there are too many answers already. */
  enter({ identity }: OpenFile): boolean {
    if (this.#answers === ANSWERS) return false
    this.#answers += 1
    this.#readers.set(identity, this.#readersOf(identity) + 1)
    return true
  }

  leave({ identity }: OpenFile): void {
    this.#answers -= 1
    const others = this.#readersOf(identity) - 1
    if (others > 0) this.#readers.set(identity, others)
    else this.#readers.delete(identity)
  }

  #readersOf(identity: string): number {
    return this.#readers.get(identity) ?? 0
  }

  /**
   * The block with that number of a file, filled: at once where it is there. Give it back with `release`.
   * @throws what reading says; then there is nothing to give back
   */
  take(file: OpenFile, number: number): Block | Promise<Block> {
    const key = `${file.identity} ${number}`
    const block = this.#known.get(key) ?? this.#read(file, number, key)
    this.#known.delete(key)
    this.#known.set(key, block)
    block.users += 1
    block.taken += 1
    return block.ready === null ? block : this.#whenReady(block, block.ready)
  }

  async #whenReady(block: Block, ready: Promise<void>): Promise<Block> {
    try {
      await ready
      return block
    } catch (error) {
      this.release(block)
      throw error
    }
  }

  release(block: Block): void {
    block.users -= 1
    if (block.users > 0) return
    // When all had it that are at this file, the next one is read into the same memory, which the processor has at hand.
    if (block.size === 0 || block.taken >= this.#readersOf(block.identity)) this.#forget(block)
  }

  #read(file: OpenFile, number: number, key: string): Block {
    const block = this.#free()
    const start = number * BLOCK
    const wanted = block.memory.subarray(0, Math.min(BLOCK, file.size - start))
    block.key = key
    block.identity = file.identity
    block.taken = 0
    block.size = 0
    block.ready = null
    // One download goes fastest when the next block is read beside the one that leaves. Several keep this thread busy enough, and share what it reads.
    const isShared = this.#readersOf(file.identity) > 1
    block.ready = isShared
      ? this.#readSoon(file.handle, block, wanted, start)
      : this.#readApart(file.handle, block, wanted, start)
    return block
  }

  /** Whoever is ahead waits a moment: those behind catch up meanwhile, and all send the same block while the processor has it at hand. */
  async #readSoon(handle: FileHandle, block: Block, wanted: Buffer, start: number): Promise<void> {
    await new Promise(setImmediate)
    const size = readNow(handle, wanted, start, this.#pace)
    if (size === 0) return await this.#readApart(handle, block, wanted, start)
    block.size = size
    block.ready = null
  }

  async #readApart(handle: FileHandle, block: Block, wanted: Buffer, start: number): Promise<void> {
    const began = performance.now()
    let done = 0
    while (done < wanted.byteLength) {
      const { bytesRead } = await handle.read(wanted, done, wanted.byteLength - done, start + done)
      if (bytesRead === 0) throw new ShortFileError(`the file ends at byte ${start + done}`)
      done += bytesRead
    }
    this.#pace.took(performance.now() - began)
    block.size = done
    block.ready = null
  }

  #forget(block: Block): void {
    this.#known.delete(block.key)
    this.#empty.push(block)
  }

  #free(): Block {
    const empty = this.#empty.pop()
    if (empty) return empty
    if (this.#made < BLOCKS) {
      this.#made += 1
      const memory = Buffer.allocUnsafeSlow(BLOCK)
      return { memory, size: 0, key: '', identity: '', ready: null, users: 0, taken: 0 }
    }
    for (const block of this.#known.values()) {
      if (block.users > 0) continue
      this.#known.delete(block.key)
      return block
    }
    throw new TypeError('every answer has two blocks at most')
  }
}

/** Fills `bytes` without leaving the thread, where that does not keep everybody waiting. Answers their number, or 0: it is to be read apart. */
export function readNow(handle: FileHandle, bytes: Buffer, start: number, pace: DiskPace): number {
  if (pace.isSlow) return 0
  const began = performance.now()
  try {
    return readSync(handle.fd, bytes, 0, bytes.byteLength, start) === bytes.byteLength ? bytes.byteLength : 0
  } catch {
    // Whoever reads it apart hears why it cannot be read.
    return 0
  } finally {
    pace.took(performance.now() - began)
  }
}
