/** One JSON line for each request, in a file of its own that is kept within bounds. Queries are left out: they may carry signatures. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Logger } from 'pino'
import type { Settings } from '#engine/settings/load'

export const ACCESS_LOG_FILE = 'access.log'

/** Characters that are written at once, and milliseconds after which the rest is. */
const BATCH = 16 * 1024
const FLUSH = 1000

/** One answer. */
export interface Access {
  readonly method: string
  /** As the client spelled it, without the query. */
  readonly path: string
  readonly status: number
  /** Of the body, given to the connection. */
  readonly bytes: number
  /** Base path of the distribution that answered. */
  readonly distribution: string | null
  /** When it came, as `performance.now()` tells it. */
  readonly started: number
  /** Whether the client got all of it. */
  readonly complete: boolean
}

type Bounds = Pick<Settings, 'ACCESS_LOG_MAX_MB' | 'ACCESS_LOG_FILES'>

/**
 * Lines wait in one string and are written by one call: a stream between them and the file took a tenth of the time of a small answer, and
 * waited for the disk each second.
 */
export class AccessLog {
  readonly #file: string
  readonly #most: number
  readonly #files: number
  readonly #timer: NodeJS.Timeout
  readonly #log: Logger
  /** Null while there is none to write to. */
  #out: number | null
  #lines = ''
  #bytes: number
  #closed = false
  /** Whether the last try failed; that is told once. */
  #fails = false

  constructor(folder: string, { ACCESS_LOG_MAX_MB, ACCESS_LOG_FILES }: Bounds, log: Logger) {
    this.#file = join(folder, ACCESS_LOG_FILE)
    this.#most = ACCESS_LOG_MAX_MB * 1024 * 1024
    this.#files = ACCESS_LOG_FILES
    this.#log = log
    this.#bytes = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
    this.#out = this.#open()
    this.#timer = setInterval(() => this.#flush(), FLUSH)
    this.#timer.unref()
  }

  /** @param address the client's */
  write({ method, path, status, bytes, distribution, started, complete }: Access, address: string): void {
    if (this.#closed) return
    const ms = Math.round((performance.now() - started) * 10) / 10
    const line =
      `{"time":"${now()}","address":${JSON.stringify(plain(address))},"method":"${method}","path":${JSON.stringify(path)},` +
      `"status":${status},"bytes":${bytes},"ms":${ms},"distribution":${JSON.stringify(distribution)},` +
      `"complete":${complete}}\n`
    this.#lines += line
    this.#bytes += line.length
    if (this.#bytes > this.#most) this.#rotate()
    else if (this.#lines.length > BATCH) this.#flush()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    this.#flush()
    this.#end()
  }

  #open(): number | null {
    try {
      mkdirSync(dirname(this.#file), { recursive: true })
      return openSync(this.#file, 'a', 0o600)
    } catch (error) {
      this.#tell(error)
      return null
    }
  }

  #flush(): void {
    if (this.#lines === '') return
    const rest = Buffer.from(this.#lines)
    this.#lines = ''
    this.#out ??= this.#open()
    if (this.#out === null) return
    try {
      for (let done = 0; done < rest.byteLength;) done += writeSync(this.#out, rest, done)
      this.#fails = false
    } catch (error) {
      // A full disk must not end the server; what could not be written is lost.
      this.#tell(error)
    }
  }

  /** `access.log` becomes `access.log.1`, that one `access.log.2`, and the oldest goes. */
  #rotate(): void {
    this.#bytes = 0
    this.#flush()
    this.#end()
    try {
      rmSync(`${this.#file}.${this.#files - 1}`, { force: true })
      for (let number = this.#files - 2; number >= 1; number -= 1)
        move(`${this.#file}.${number}`, `${this.#file}.${number + 1}`)
      if (this.#files > 1) move(this.#file, `${this.#file}.1`)
      else rmSync(this.#file, { force: true })
    } catch (error) {
      this.#tell(error)
    }
    this.#out = this.#open()
  }

  #end(): void {
    if (this.#out !== null) closeSync(this.#out)
    this.#out = null
  }

  #tell(error: unknown): void {
    if (!this.#fails) this.#log.warn({ err: error }, 'the access log could not be written')
    this.#fails = true
  }
}

function plain(address: string): string {
  return address.startsWith('::') ? address.replace(/^::ffff:(?=\d+\.)/i, '') : address
}

let writtenAt = 0
let written = ''

/** Many requests end in one millisecond. */
function now(): string {
  const milliseconds = Date.now()
  if (milliseconds !== writtenAt) {
    writtenAt = milliseconds
    written = new Date(milliseconds).toISOString()
  }
  return written
}

function move(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to)
}
