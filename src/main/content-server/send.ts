/** Sends a representation: conditions, ranges, HEAD, and its bytes from wherever they are. */
import type { ByteSource } from './byte-source.ts'
import { evaluate, rangeStillHolds } from './conditional.ts'
import type { Exchange } from './exchange.ts'
import { multipartOf } from './multipart.ts'
import { parseRanges, type Span } from './range.ts'
import { type Representation, validatorHeaders, wholeHeaders } from './representation.ts'

export type SizedRepresentation = Representation & { readonly size: number }

/** Answers 304 or 412 when the request's conditions say so. Answers whether it did. */
export function answeredByConditions(exchange: Exchange, one: Representation): boolean {
  const verdict = evaluate(exchange.request.headers, one)
  if (verdict === 'send') return false
  if (verdict === 'not-modified') exchange.answer(304, validatorHeaders(one), null)
  else exchange.text(412, 'Precondition failed')
  return true
}

/** The ranges to send, or null for the whole; empty when none can be had. HEAD has no ranges. */
export function wantedRanges(exchange: Exchange, one: SizedRepresentation): Span[] | null {
  const { headers } = exchange.request
  if (headers.range === undefined || exchange.head || !rangeStillHolds(headers, one)) return null
  return parseRanges(headers.range, one.size)
}

/** Sends it as the request asks; `open` is called only when bytes are needed. Errors of `open` come before anything was sent. */
export async function sendRepresentation(
  exchange: Exchange,
  one: SizedRepresentation,
  open: () => Promise<ByteSource>,
): Promise<void> {
  if (answeredByConditions(exchange, one)) return
  const ranges = wantedRanges(exchange, one)
  if (ranges?.length === 0) {
    exchange.text(416, 'Range not satisfiable', ['Content-Range', `bytes */${one.size}`])
    return
  }
  if (exchange.head) {
    exchange.answer(200, wholeHeaders(one), null)
    return
  }
  const source = await open()
  try {
    await sendBytes(exchange, one, source, ranges)
  } finally {
    await source.close()
  }
}

async function sendBytes(
  exchange: Exchange,
  one: SizedRepresentation,
  source: ByteSource,
  ranges: readonly Span[] | null,
): Promise<void> {
  const { response } = exchange
  if (ranges === null) {
    if (source.memory) return exchange.answer(200, wholeHeaders(one), source.memory)
    exchange.begin(200, wholeHeaders(one))
    await source.send(exchange, 0, one.size - 1)
  } else if (ranges.length === 1) {
    const { start, end } = ranges[0] as Span
    const headers = ['Content-Range', `bytes ${start}-${end}/${one.size}`, 'Content-Length', String(end - start + 1)]
    exchange.begin(206, [...validatorHeaders(one), 'Content-Type', one.contentType, ...headers])
    await source.send(exchange, start, end)
  } else {
    const multipart = multipartOf(ranges, one.size, one.contentType)
    const headers = ['Content-Type', multipart.contentType, 'Content-Length', String(multipart.length)]
    exchange.begin(206, [...validatorHeaders(one), ...headers])
    await multipart.send(exchange, source)
  }
  response.end()
}
