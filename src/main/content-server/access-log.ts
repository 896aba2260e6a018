/** One JSON line for each request, in a file of its own that is kept within bounds. Queries are left out: they may carry signatures. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Logger } from 'pino'
import type { Settings } from '#engine/settings/load'
import { type Access, fits, LINE, lineOf, LineWriter } from './access-line.ts'

export const ACCESS_LOG_FILE = 'access.log'

/** Bytes that are written at once, and milliseconds after which the rest is. */
const BATCH = 16 * 1024
const FLUSH = 1000

type Bounds = Pick<Settings, 'ACCESS_LOG_MAX_MB' | 'ACCESS_LOG_FILES'>

/**
 * Lines wait in memory that is taken once and are written by one call: a stream between them and the file took a tenth of the time of a small
 * answer, and waited for the disk each second.
 */
export class AccessLog {
  readonly #file: string
  readonly #most: number
  readonly #files: number
  readonly #timer: NodeJS.Timeout
  readonly #log: Logger
  /** Null while there is none to write to. */
  #out: number | null
  readonly #memory = Buffer.allocUnsafeSlow(BATCH + LINE)
  readonly #writer = new LineWriter(this.#memory)
  /** Bytes of lines in it. */
  #filled = 0
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
  write(access: Access, address: string): void {
    if (this.#closed) return
    if (fits(access, address)) {
      const end = this.#writer.write(this.#filled, access, address)
      this.#bytes += end - this.#filled
      this.#filled = end
    } else this.#writeLong(Buffer.from(lineOf(access, address)))
    if (this.#bytes > this.#most) this.#rotate()
    else if (this.#filled > BATCH) this.#flush()
  }

  #writeLong(line: Buffer): void {
    this.#flush()
    this.#write(line)
    this.#bytes += line.byteLength
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
    if (this.#filled > 0) this.#write(this.#memory.subarray(0, this.#filled))
    this.#filled = 0
  }

  #write(lines: Buffer): void {
    this.#out ??= this.#open()
    if (this.#out === null) return
    try {
      for (let done = 0; done < lines.byteLength;) done += writeSync(this.#out, lines, done)
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

function move(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to)
}
