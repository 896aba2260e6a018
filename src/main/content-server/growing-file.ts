/** A temporary file that is read by many while one writes it. Each reader has its own pace; the writer waits for none of them. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ByteSource } from './byte-source.ts'
import type { Exchange } from './exchange.ts'
import { PartSender } from './part-sender.ts'

export class GrowingFile {
  readonly path: string
  readonly #handle: FileHandle
  #size = 0
  #complete = false
  #failure: Error | null = null
  #waiting: (() => void)[] = []

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  static async create(folder: string): Promise<GrowingFile> {
    const path = join(folder, randomUUID())
    return new GrowingFile(path, await open(path, 'wx+', 0o600))
  }

  /** Bytes that may be read. */
  get size(): number {
    return this.#size
  }

  async append(chunk: Buffer): Promise<void> {
    let done = 0
    while (done < chunk.byteLength) {
      const { bytesWritten } = await this.#handle.write(chunk, done, chunk.byteLength - done, this.#size + done)
      done += bytesWritten
    }
    this.#size += chunk.byteLength
    this.#wake()
  }

  /** Nothing more will come. */
  complete(): void {
    this.#complete = true
    this.#wake()
  }

  /** What came is not to be relied on; readers get the error. */
  fail(error: Error): void {
    this.#failure = error
    this.#wake()
  }

  /** Sends everything, what is still to come included. @throws the error the writer failed with */
  async relay(exchange: Exchange): Promise<void> {
    const sender = new PartSender(this.#handle, exchange)
    try {
      for (let position = 0; ;) {
        if (this.#failure) throw this.#failure
        if (position < this.#size) {
          const end = this.#size - 1
          await sender.send(position, end)
          position = end + 1
        } else if (this.#complete) return
        else await this.#more(exchange)
      }
    } finally {
      sender.close()
    }
  }

  /** Parts of it, once it is complete. */
  source(): ByteSource {
    return {
      memory: null,
      send: async (exchange, start, end) => {
        const sender = new PartSender(this.#handle, exchange)
        await sender.send(start, end).finally(() => sender.close())
      },
      close: async () => {},
    }
  }

  /** Closes it; `keep` leaves the name alone, for it belongs to the store by now. */
  async dispose(keep: boolean): Promise<void> {
    await this.#handle.close()
    if (!keep) await rm(this.path, { force: true })
  }

  /** Resolves when there is news, or the client has left. */
  async #more(exchange: Exchange): Promise<void> {
    const { socket } = exchange.request
    let wake = (): void => {}
    const news = new Promise<void>((resolve) => {
      wake = resolve
    })
    socket.once('close', wake)
    this.#waiting.push(wake)
    await news
    socket.off('close', wake)
    exchange.assertPresent()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}
