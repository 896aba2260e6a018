/** Bytes of an answer, wherever they are. */
import type { FileHandle } from 'node:fs/promises'
import type { Exchange } from './exchange.ts'
import { DiskPace } from './disk-pace.ts'
import { QuickSend } from './quick-send.ts'
import { BLOCK, type OpenFile, readNow, SharedBlocks, ShortFileError } from './shared-blocks.ts'

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
export const SMALL_BLOCK = 64 * 1024
/** Bytes after which a client that kept up gets large blocks, two of them in turn. By then it took more than lies between it and us. */
export const PROVEN = 4 * 1024 * 1024
/** Milliseconds within which a client that keeps up has taken a small block. */
export const KEEPING_UP = 50

/** Of the disk that files are read from. */
export const pace = new DiskPace()
const sharedBlocks = new SharedBlocks(pace)

/** Sends a part of a file that does not change, reading only as fast as the client takes it: others who are at the same place share what is read. */
async function sendFromFile(file: OpenFile, exchange: Exchange, start: number, end: number): Promise<void> {
  let position = start
  while (position <= end) {
    position = await sendSlowly(file.handle, exchange, position, end)
    if (position > end || !sharedBlocks.enter(file)) continue
    try {
      position = await new QuickSend(sharedBlocks, file, exchange, position, end).run()
    } finally {
      sharedBlocks.leave(file)
    }
  }
}

/** Small blocks, until the end or until the client has kept up for PROVEN bytes and a large block begins. Answers from where to go on. */
async function sendSlowly(handle: FileHandle, exchange: Exchange, start: number, end: number): Promise<number> {
  const memory = Buffer.allocUnsafeSlow(Math.min(SMALL_BLOCK, end - start + 1))
  let position = start
  let provenAt = start + PROVEN
  while (position <= end) {
    const upToBlock = BLOCK - (position % BLOCK)
    const wanted = Math.min(memory.byteLength, end - position + 1, upToBlock)
    const read =
      readNow(handle, memory.subarray(0, wanted), position, pace) || (await readApart(handle, memory, wanted, position))
    position += read
    const began = performance.now()
    await exchange.write(memory.subarray(0, read))
    if (performance.now() - began > KEEPING_UP) provenAt = position + PROVEN
    else if (position >= provenAt && position % BLOCK === 0 && end - position >= BLOCK) return position
  }
  return position
}

/** Reads in another thread. Answers how many bytes. @throws ShortFileError */
export async function readApart(handle: FileHandle, memory: Buffer, wanted: number, position: number): Promise<number> {
  const began = performance.now()
  const { bytesRead } = await handle.read(memory, 0, wanted, position)
  if (bytesRead === 0) throw new ShortFileError(`the file ends at byte ${position}`)
  pace.took(performance.now() - began)
  return bytesRead
}

/** A file that does not change for as long as it is open. */
export class FileSource implements ByteSource {
  readonly memory = null
  readonly #file: OpenFile

  constructor(file: OpenFile) {
    this.#file = file
  }

  async send(exchange: Exchange, start: number, end: number): Promise<void> {
    await sendFromFile(this.#file, exchange, start, end)
  }

  async close(): Promise<void> {
    await this.#file.handle.close()
  }
}
