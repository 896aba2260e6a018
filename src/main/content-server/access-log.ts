/** One JSON line for each request, in a file of its own that is kept within bounds. Queries are left out: they may carry signatures. */
import { renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { destination, type Logger } from 'pino'
import type { Settings } from '#engine/settings/load'
import type { Exchange } from './exchange.ts'

export const ACCESS_LOG_FILE = 'access.log'

/** Bytes that are written at once, and milliseconds after which the rest is. */
const BATCH = 8 * 1024
const FLUSH = 1000

type Bounds = Pick<Settings, 'ACCESS_LOG_MAX_MB' | 'ACCESS_LOG_FILES'>

export class AccessLog {
  readonly #file: string
  readonly #most: number
  readonly #files: number
  readonly #out: ReturnType<typeof destination>
  readonly #timer: NodeJS.Timeout
  readonly #log: Logger
  #bytes: number
  #closed = false

  constructor(folder: string, { ACCESS_LOG_MAX_MB, ACCESS_LOG_FILES }: Bounds, log: Logger) {
    this.#file = join(folder, ACCESS_LOG_FILE)
    this.#most = ACCESS_LOG_MAX_MB * 1024 * 1024
    this.#files = ACCESS_LOG_FILES
    this.#log = log
    this.#bytes = sizeOf(this.#file)
    this.#out = destination({ dest: this.#file, append: true, mkdir: true, sync: true, mode: 0o600, minLength: BATCH })
    // A full disk must not end the server.
    this.#out.on('error', (error) => log.warn({ err: error }, 'the access log could not be written'))
    this.#timer = setInterval(() => this.#flush(), FLUSH)
    this.#timer.unref()
  }

  /** @param address the client's */
  write(exchange: Exchange, address: string): void {
    if (this.#closed) return
    const { request, response, path, bytes, distribution, started } = exchange
    const line = `${JSON.stringify({
      time: new Date().toISOString(),
      address: address.replace(/^::ffff:(?=\d+\.)/i, ''),
      method: request.method,
      path,
      status: response.statusCode,
      bytes,
      ms: Math.round((performance.now() - started) * 10) / 10,
      distribution,
      // Whether the client got all of it.
      complete: response.writableFinished,
    })}\n`
    this.#out.write(line)
    this.#bytes += line.length
    if (this.#bytes > this.#most) this.#rotate()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    this.#flush()
    this.#out.end()
  }

  #flush(): void {
    try {
      this.#out.flushSync()
    } catch (error) {
      this.#log.warn({ err: error }, 'the access log could not be written')
    }
  }

  /** `access.log` becomes `access.log.1`, that one `access.log.2`, and the oldest goes. */
  #rotate(): void {
    this.#bytes = 0
    try {
      this.#out.flushSync()
      rmSync(`${this.#file}.${this.#files - 1}`, { force: true })
      for (let number = this.#files - 2; number >= 1; number -= 1)
        move(`${this.#file}.${number}`, `${this.#file}.${number + 1}`)
      if (this.#files > 1) move(this.#file, `${this.#file}.1`)
      else rmSync(this.#file, { force: true })
      this.#out.reopen()
    } catch (error) {
      this.#log.warn({ err: error }, 'the access log could not be rotated')
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function move(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to)
}
