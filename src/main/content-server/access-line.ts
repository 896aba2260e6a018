/** Lines of the access log, as bytes. A small answer takes some microseconds: strings for its line would be a quarter of what V8 has to clear away for it. */

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

/** Bytes of the longest line that `fits`. */
export const LINE = 4096
/** Characters of what others chose in such a line; each may become six bytes. */
const CHOSEN = 600

/** Whether the line is short enough for `LINE`. */
export const fits = ({ path, method, distribution }: Access, address: string): boolean =>
  path.length + method.length + address.length + (distribution?.length ?? 0) <= CHOSEN

/** Needs no escape, and a byte for each character. */
const PLAIN = /^[ !#-[\]-~]*$/

/** Writes into memory that has room for a line. What seldom changes is kept as text. */
export class LineWriter {
  readonly #memory: Buffer
  #at = 0
  #result = { status: 0, bytes: -1, text: '' }
  #rest = { distribution: '', complete: false, text: '' }

  constructor(memory: Buffer) {
    this.#memory = memory
  }

  /** Answers where the line ends. */
  write(at: number, access: Access, address: string): number {
    this.#at = at
    this.#put(opening())
    this.#quote(plainAddress(address))
    this.#put(',"method":')
    this.#quote(access.method)
    this.#put(',"path":')
    this.#quote(access.path)
    this.#put(this.#resultOf(access))
    this.#put(millisecondsOf(access))
    this.#put(this.#restOf(access))
    return this.#at
  }

  #put(text: string): void {
    this.#at += this.#memory.write(text, this.#at, 'utf8')
  }

  #quote(text: string): void {
    if (!PLAIN.test(text)) return this.#put(JSON.stringify(text))
    this.#memory[this.#at] = 0x22
    this.#at += 1 + this.#memory.write(text, this.#at + 1, 'latin1')
    this.#memory[this.#at] = 0x22
    this.#at += 1
  }

  #resultOf({ status, bytes }: Access): string {
    if (status !== this.#result.status || bytes !== this.#result.bytes)
      this.#result = { status, bytes, text: resultOf(status, bytes) }
    return this.#result.text
  }

  #restOf({ distribution, complete }: Access): string {
    const known = this.#rest
    if (distribution === known.distribution && complete === known.complete) return known.text
    const text = restOf(distribution, complete)
    if (distribution !== null) this.#rest = { distribution, complete, text }
    return text
  }
}

/** The same line as text, however long. */
export function lineOf(access: Access, address: string): string {
  const { method, path, status, bytes, distribution, complete } = access
  const quoted = [plainAddress(address), method, path].map((text) => JSON.stringify(text))
  const head = `${opening()}${quoted[0]},"method":${quoted[1]},"path":${quoted[2]}`
  return head + resultOf(status, bytes) + millisecondsOf(access) + restOf(distribution, complete)
}

const resultOf = (status: number, bytes: number): string => `,"status":${status},"bytes":${bytes},"ms":`
const restOf = (distribution: string | null, complete: boolean): string =>
  `,"distribution":${JSON.stringify(distribution)},"complete":${complete}}\n`

/** Most answers take less than a few milliseconds. */
const SHORT = Array.from({ length: 64 }, (_, tenths) => String(tenths / 10))

function millisecondsOf({ started }: Access): string {
  const tenths = Math.round((performance.now() - started) * 10)
  return SHORT[tenths] ?? String(tenths / 10)
}

function plainAddress(address: string): string {
  return address.startsWith('::') ? address.replace(/^::ffff:(?=\d+\.)/i, '') : address
}

let openedAt = 0
let opened = ''

/** Many requests end in one millisecond. */
function opening(): string {
  const milliseconds = Date.now()
  if (milliseconds !== openedAt) {
    openedAt = milliseconds
    opened = `{"time":"${new Date(milliseconds).toISOString()}","address":`
  }
  return opened
}
