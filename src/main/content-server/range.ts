/** Range headers (RFC 9110 section 14). */

/** Bytes `start` to `end`, both inclusive. */
export interface Span {
  start: number
  end: number
}

/** More ranges than this are answered with the whole. */
const MAX_RANGES = 8
const ONE = /^(\d{0,15})-(\d{0,15})$/

/**
 * The ranges a header asks for, in ascending order, overlapping and touching ones joined. Null means that the whole is to be sent: the
 * header is not understood, or asks for too much. An empty list means that none of them can be had (416).
 */
export function parseRanges(header: string, size: number): Span[] | null {
  const list = /^bytes=(.+)$/i.exec(header.trim())?.[1]?.split(',')
  if (!list || list.length > MAX_RANGES) return null
  const spans: Span[] = []
  for (const item of list) {
    const span = parseOne(item.trim(), size)
    if (span === null) return null
    if (span.start <= span.end) spans.push(span)
  }
  return joined(spans)
}

/** Null when it is no range; a span that ends before it starts when it cannot be had. */
function parseOne(text: string, size: number): Span | null {
  const match = ONE.exec(text)
  if (!match || text === '-') return null
  const [, first = '', last = ''] = match
  if (first === '') return { start: Math.max(0, size - Number(last)), end: Number(last) === 0 ? -1 : size - 1 }
  if (last !== '' && Number(last) < Number(first)) return null
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const previous = result.at(-1)
    if (previous && span.start <= previous.end + 1) previous.end = Math.max(previous.end, span.end)
    else result.push({ ...span })
  }
  return result
}
