/** Bytes of an answer, wherever they are. */
import type { FileHandle } from 'node:fs/promises'
import type { Exchange } from './exchange.ts'

export interface ByteSource {
  /** Everything, when it is in memory already. */
  readonly memory: Buffer | null
  /** Gives bytes `start` to `end` (inclusive) to the client at its pace. Rejects when they cannot be had, or the client leaves. */
  send(exchange: Exchange, start: number, end: number): Promise<void>
  close(): Promise<void>
}

export class MemorySource implements ByteSource {
  readonly memory: Buffer

  constructor(bytes: Buffer) {
    this.memory = bytes
  }

  async send(exchange: Exchange, start: number, end: number): Promise<void> {
    await exchange.write(this.memory.subarray(start, end + 1))
  }

  async close(): Promise<void> {}
}

/** Bytes of the one block that every answer begins with: many slow clients then cost little memory. */
const SMALL_BLOCK = 64 * 1024
/** Bytes after which a client that kept up gets large blocks, two of them in turn. By then it took more than lies between it and us. */
const PROVEN = 4 * 1024 * 1024
const LARGE_BLOCK = 1024 * 1024
/** Answers that may have large blocks at once. */
const LARGE_ANSWERS = 16
/** Milliseconds within which a client that keeps up has taken what it was given. */
const KEEPING_UP = 50

type Pair = readonly [Buffer, Buffer]

/** Large blocks, lent to the clients that keep up and used again: getting memory from the system takes longer than filling it. */
class LargeBlocks {
  readonly #free: Pair[] = []
  #lent = 0

  /** Null when too many are lent already. */
  borrow(): Pair | null {
    if (this.#lent === LARGE_ANSWERS) return null
    this.#lent += 1
    return this.#free.pop() ?? [Buffer.allocUnsafeSlow(LARGE_BLOCK), Buffer.allocUnsafeSlow(LARGE_BLOCK)]
  }

  /** Only once nothing reads or writes them any more. */
  giveBack(pair: Pair): void {
    this.#lent -= 1
    this.#free.push(pair)
  }
}

const largeBlocks = new LargeBlocks()

/** The file ended before its bytes did. */
export class ShortFileError extends Error {}

/** Sends a part of an open file, reading only as fast as the client takes it. */
export async function sendFromHandle(
  handle: FileHandle,
  exchange: Exchange,
  start: number,
  end: number,
): Promise<void> {
  let position = start
  while (position <= end) {
    position = await sendSlowly(handle, exchange, position, end)
    const pair = position <= end ? largeBlocks.borrow() : null
    if (pair) position = await sendQuickly(handle, exchange, position, end, pair)
  }
}

/** Block by block, until the end or until the client has shown that it keeps up. Answers from where to go on. */
async function sendSlowly(handle: FileHandle, exchange: Exchange, start: number, end: number): Promise<number> {
  const block = Buffer.allocUnsafeSlow(Math.min(SMALL_BLOCK, end - start + 1))
  let position = start
  let provenAt = start + PROVEN
  while (position <= end) {
    const size = await readBlock(handle, block, position, end)
    position += size
    const began = performance.now()
    await exchange.write(block.subarray(0, size))
    if (performance.now() - began > KEEPING_UP) provenAt = position + PROVEN
    else if (position >= provenAt && end - position >= LARGE_BLOCK) return position
  }
  return position
}

/** One block is read while the one before it leaves, until the end or until the client falls behind. Answers from where to go on. */
async function sendQuickly(
  handle: FileHandle,
  exchange: Exchange,
  start: number,
  end: number,
  pair: Pair,
): Promise<number> {
  let leaving: Promise<void> = Promise.resolve()
  let position = start
  let keepsUp = true
  try {
    for (let turn = 0; position <= end && keepsUp; turn += 1) {
      const block = pair[turn % 2] as Buffer
      const size = await readBlock(handle, block, position, end)
      const waiting = performance.now()
      await leaving
      keepsUp = performance.now() - waiting < KEEPING_UP
      position += size
      leaving = exchange.write(block.subarray(0, size))
      leaving.catch(() => {})
    }
    await leaving
    return position
  } finally {
    await leaving.catch(() => {})
    largeBlocks.giveBack(pair)
  }
}

async function readBlock(handle: FileHandle, block: Buffer, position: number, end: number): Promise<number> {
  const { bytesRead } = await handle.read(block, 0, Math.min(block.byteLength, end - position + 1), position)
  if (bytesRead === 0) throw new ShortFileError(`the file ends at byte ${position}`)
  return bytesRead
}

export class FileSource implements ByteSource {
  readonly memory = null
  readonly #handle: FileHandle

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  async send(exchange: Exchange, start: number, end: number): Promise<void> {
    await sendFromHandle(this.#handle, exchange, start, end)
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}
