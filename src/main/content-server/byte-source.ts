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

/** Reads grow to 1 MiB for clients that keep up, and stay small for those that do not, so that many slow ones cost little memory. */
const FIRST_READ = 128 * 1024
const LARGEST_READ = 1024 * 1024
/** Milliseconds within which a client that keeps up has taken what it was given. */
const KEEPING_UP = 50

/** The file ended before its bytes did. */
export class ShortFileError extends Error {}

/** Sends a part of an open file, reading only as fast as the client takes it: one block is read while the one before it leaves. */
export async function sendFromHandle(
  handle: FileHandle,
  exchange: Exchange,
  start: number,
  end: number,
): Promise<void> {
  let buffers = bufferPair(Math.min(FIRST_READ, end - start + 1))
  let leaving: Promise<void> = Promise.resolve()
  let position = start
  for (let turn = 0; position <= end; turn += 1) {
    const buffer = buffers[turn % 2] as Buffer
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position + 1), position)
    if (bytesRead === 0) throw new ShortFileError(`the file ends at byte ${position}`)
    position += bytesRead
    const waiting = performance.now()
    await leaving
    const kept = performance.now() - waiting < KEEPING_UP
    leaving = exchange.write(buffer.subarray(0, bytesRead))
    leaving.catch(() => {})
    if (kept && turn > 0 && buffer.byteLength < LARGEST_READ && end - position >= LARGEST_READ) {
      await leaving
      buffers = bufferPair(LARGEST_READ)
    }
  }
  await leaving
}

function bufferPair(size: number): readonly [Buffer, Buffer] {
  return [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)]
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
