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
const FIRST_READ = 256 * 1024
const LARGEST_READ = 1024 * 1024

/** The file ended before its bytes did. */
export class ShortFileError extends Error {}

/** Sends a part of an open file, reading only as fast as the client takes it. */
export async function sendFromHandle(
  handle: FileHandle,
  exchange: Exchange,
  start: number,
  end: number,
): Promise<void> {
  let buffer = Buffer.allocUnsafeSlow(Math.min(FIRST_READ, end - start + 1))
  let position = start
  while (position <= end) {
    const wanted = Math.min(buffer.byteLength, end - position + 1)
    const { bytesRead } = await handle.read(buffer, 0, wanted, position)
    if (bytesRead === 0) throw new ShortFileError(`the file ends at byte ${position}`)
    position += bytesRead
    await exchange.write(buffer.subarray(0, bytesRead))
    if (buffer.byteLength < LARGEST_READ && end - position >= LARGEST_READ) {
      buffer = Buffer.allocUnsafeSlow(LARGEST_READ)
    }
  }
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
