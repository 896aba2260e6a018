/**
 * Large blocks of files on their way to clients. Many machines of a room download the same image at the same time: a block that was read for
 * one of them is there for the others, so that it is copied out of the system's memory once and not once for each. The memory is taken once.
 */
import type { FileHandle } from 'node:fs/promises'

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
  ready: Promise<void>
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

  /** The block with that number of a file, filled. Give it back with `release`. @throws what reading says; then there is nothing to give back */
  async take(file: OpenFile, number: number): Promise<Block> {
    const key = `${file.identity} ${number}`
    const block = this.#known.get(key) ?? this.#read(file, number, key)
    this.#known.delete(key)
    this.#known.set(key, block)
    block.users += 1
    block.taken += 1
    try {
      await block.ready
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

  #read({ handle, size, identity }: OpenFile, number: number, key: string): Block {
    const block = this.#free()
    const start = number * BLOCK
    block.key = key
    block.identity = identity
    block.taken = 0
    block.ready = fill(handle, block, start, Math.min(BLOCK, size - start))
    return block
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
      return { memory, size: 0, key: '', identity: '', ready: Promise.resolve(), users: 0, taken: 0 }
    }
    for (const block of this.#known.values()) {
      if (block.users > 0) continue
      this.#known.delete(block.key)
      return block
    }
    throw new TypeError('every answer has two blocks at most')
  }
}

async function fill(handle: FileHandle, block: Block, start: number, size: number): Promise<void> {
  block.size = 0
  let done = 0
  while (done < size) {
    const { bytesRead } = await handle.read(block.memory, done, size - done, start + done)
    if (bytesRead === 0) throw new ShortFileError(`the file ends at byte ${start + done}`)
    done += bytesRead
  }
  block.size = size
}
