/**
 * Requests of the plainest kind, read from their bytes. What is taken here is a strict part of what node:http takes, and means the same
 * there; whatever differs in the least is no plain request.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { ownText } from './own-text.ts'

export interface PlainRequest {
  /** The target, which has no query. */
  readonly path: string
  /** The conditions it makes; null for none. */
  readonly conditions: IncomingHttpHeaders | null
  /** Where the next request begins. */
  readonly end: number
}

type Block = Pick<PlainRequest, 'conditions'>

/** Characters of one request. */
const LONGEST = 8192
const MOST_LINES = 32
const VERSION = ' HTTP/1.1'
const LINE = /^([A-Za-z-]+): ([!-~](?:[ -~]*[!-~])?)$/

/** Headers that change nothing of the answer for a file that is here and open to everybody. */
const IDLE = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'cookie',
  'dnt',
  'from',
  'pragma',
  'priority',
  'referer',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'user-agent',
  // What a proxy before us adds.
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
])
const CONDITIONS = new Set(['if-none-match', 'if-modified-since'])

/** Reads the requests of one connection. */
export class PlainReader {
  readonly #accepts: (host: string) => boolean
  /** Clients send the same headers with each request: what was made of them is kept. */
  #known = ''
  #block: Block | null = null

  /** `accepts` says whether a Host may be addressed. */
  constructor(accepts: (host: string) => boolean) {
    this.#accepts = accepts
  }

  /** The request that begins at `from`; null when it is not plain, or not whole. */
  read(text: string, from: number): PlainRequest | null {
    if (!text.startsWith('GET /', from)) return null
    const line = text.indexOf('\r\n', from)
    if (line === -1 || !text.endsWith(VERSION, line)) return null
    const end = text.indexOf('\r\n\r\n', line)
    if (end === -1 || end - from > LONGEST) return null
    const path = text.slice(from + 4, line - VERSION.length)
    const block = path.includes('?') ? null : this.#read(text.slice(line + 2, end))
    return block && { path, conditions: block.conditions, end: end + 4 }
  }

  #read(lines: string): Block | null {
    if (lines === this.#known) return this.#block
    this.#known = ownText(lines)
    this.#block = parseBlock(this.#known, this.#accepts)
    return this.#block
  }
}

function parseBlock(block: string, accepts: (host: string) => boolean): Block | null {
  const lines = block.split('\r\n', MOST_LINES + 1)
  if (lines.length > MOST_LINES) return null
  const said: Record<string, string> = {}
  for (const line of lines) {
    const [, spelled, value] = LINE.exec(line) ?? []
    if (spelled === undefined || value === undefined) return null
    const name = spelled.toLowerCase()
    if (IDLE.has(name)) continue
    if (name === 'connection') {
      if (value.toLowerCase() !== 'keep-alive') return null
    } else if ((name !== 'host' && !CONDITIONS.has(name)) || said[name] !== undefined) return null
    else said[name] = value
  }
  const { host, ...conditions } = said
  if (host === undefined || !accepts(host)) return null
  return { conditions: Object.keys(conditions).length === 0 ? null : conditions }
}
