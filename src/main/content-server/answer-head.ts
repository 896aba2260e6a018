/** Heads of answers as bytes, as node:http would write them. */
import { type Representation, validatorHeaders, wholeHeaders } from './representation.ts'

/** Seconds for which an idle connection is kept. */
export const KEEP_ALIVE = 15

interface Head {
  readonly second: number
  readonly cached: boolean | null
  readonly bytes: Buffer
}

type HeadStatus = 200 | 304

const LINES: Readonly<Record<HeadStatus, string>> = { 200: 'HTTP/1.1 200 OK', 304: 'HTTP/1.1 304 Not Modified' }
const made: Readonly<Record<HeadStatus, WeakMap<Representation, Head>>> = { 200: new WeakMap(), 304: new WeakMap() }

/** The head of a whole answer (200), or of one that says that nothing has changed; made once for each second, for it has the date in it. */
export function headOf(status: HeadStatus, one: Representation, cached: boolean | null): Buffer {
  const second = Math.floor(Date.now() / 1000)
  const known = made[status].get(one)
  if (known && known.second === second && known.cached === cached) return known.bytes
  const bytes = writeHead(status, one, cached)
  made[status].set(one, { second, cached, bytes })
  return bytes
}

function writeHead(status: HeadStatus, one: Representation, cached: boolean | null): Buffer {
  const headers = status === 200 ? wholeHeaders(one) : validatorHeaders(one)
  const lines = [LINES[status]]
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`)
  if (cached !== null) lines.push(cacheHeader(cached).join(': '))
  lines.push(`Date: ${new Date().toUTCString()}`, 'Connection: keep-alive', `Keep-Alive: timeout=${KEEP_ALIVE}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Tells whether what answers was remembered. */
export const cacheHeader = (cached: boolean): readonly [string, string] => ['X-PULP-CACHE', cached ? 'HIT' : 'MISS']
