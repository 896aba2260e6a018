import { Worker } from 'node:worker_threads'
import { fromErrorBody, StillwaterError } from '#shared/error'
import type { Reader, ReadValue } from '#engine/db/reader'
import type { FromReader, ToReader } from './message.ts'

/** Milliseconds without a question after which the thread ends: it costs memory, and such questions are rare. */
const REST = 10_000

type Pending = PromiseWithResolvers<unknown[]>

/** Reads in a thread of its own, which is there while there is something to read. */
export class CatalogueReader implements Reader {
  private readonly entry: URL
  private readonly file: string
  private readonly pending = new Map<number, Pending>()
  private worker: Worker | null = null
  private rest: NodeJS.Timeout | null = null
  private nextId = 1

  /** `entry` is the thread's program, `file` the catalogue. */
  constructor(entry: URL, file: string) {
    this.entry = entry
    this.file = file
  }

  all(sql: string, values: readonly ReadValue[]): Promise<unknown[]> {
    if (this.rest) clearTimeout(this.rest)
    this.rest = null
    const id = this.nextId
    this.nextId += 1
    const asked = Promise.withResolvers<unknown[]>()
    this.pending.set(id, asked)
    this.worker ??= this.start()
    this.worker.postMessage({ id, sql, values: [...values] } satisfies ToReader)
    return asked.promise
  }

  /** Ends the thread; what is being asked fails. */
  async close(): Promise<void> {
    if (this.rest) clearTimeout(this.rest)
    await this.worker?.terminate()
  }

  private start(): Worker {
    const worker = new Worker(this.entry, { workerData: { file: this.file }, name: 'reader' })
    worker.on('message', (message: FromReader) => this.receive(message))
    worker.on('error', (error) => this.gone(worker, error))
    worker.on('exit', () => this.gone(worker, undefined))
    return worker
  }

  private receive(message: FromReader): void {
    const asked = this.pending.get(message.id)
    this.pending.delete(message.id)
    if ('rows' in message) asked?.resolve(message.rows)
    else asked?.reject(fromErrorBody(message.error))
    if (this.pending.size > 0) return
    this.rest = setTimeout(() => void this.worker?.terminate(), REST)
    this.rest.unref()
  }

  /** Nobody waits for ever: the next question starts another thread. */
  private gone(worker: Worker, cause: unknown): void {
    if (this.worker !== worker) return
    this.worker = null
    const error = new StillwaterError('catalogue.reader_gone', {}, { status: 503, cause })
    for (const asked of this.pending.values()) asked.reject(error)
    this.pending.clear()
  }
}
