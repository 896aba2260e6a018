/**
 * From the target of a request to the path that is looked up. Decoded exactly once: npm asks `@scope%2fname`, apt asks `%2b` for `+`, and a
 * literal `%3a` in a stored name arrives as `%253a`. No file name is ever built from the result.
 */

/** A path to look up, or the status with which the target is refused. */
export type ParsedPath = { path: string; raw: string } | { refused: 400 | 404 }

const NOT_FOUND: ParsedPath = { refused: 404 }
const UNDECODABLE: ParsedPath = { refused: 400 }

// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const FORBIDDEN = /[\u0000-\u001f\u007f\\]/
const NOT_PRINTABLE_ASCII = /[^\x21-\x7e]/
const SEPARATOR = /\/|%2f/gi

/** The part of a target before its query. */
export function rawPathOf(target: string): string {
  const end = target.indexOf('?')
  return end === -1 ? target : target.slice(0, end)
}

/**
 * Decodes and checks a raw path. `.` segments vanish; `..`, empty segments, backslashes and control characters are answered like
 * anything that is not there, and what does not decode to UTF-8 is a bad request.
 */
export function parsePath(raw: string): ParsedPath {
  if (NOT_PRINTABLE_ASCII.test(raw)) return UNDECODABLE
  if (!raw.startsWith('/') || raw.includes('#')) return NOT_FOUND
  const decoded = decode(raw)
  if (decoded === null) return UNDECODABLE
  if (FORBIDDEN.test(decoded) || decoded.includes('//')) return NOT_FOUND
  if (!decoded.includes('/.')) return { path: decoded, raw }
  const path = withoutDotSegments(decoded)
  return path === null ? NOT_FOUND : { path, raw }
}

function decode(raw: string): string | null {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw)
  } catch {
    return null
  }
}

function withoutDotSegments(path: string): string | null {
  const kept: string[] = []
  const segments = path.split('/')
  for (const [index, segment] of segments.entries()) {
    if (segment === '..') return null
    if (segment !== '.') kept.push(segment)
    else if (index === segments.length - 1) kept.push('')
  }
  return kept.join('/')
}

/**
 * What follows the first `count` segments of a checked raw path, in the client's spelling. The segments are counted as the decoded
 * path has them: an encoded slash separates, a `.` segment does not count.
 */
export function rawTail(raw: string, count: number): string {
  let passed = 0
  let start = 1
  SEPARATOR.lastIndex = 1
  while (passed < count) {
    const match = SEPARATOR.exec(raw)
    const segment = raw.slice(start, match?.index ?? raw.length)
    if (decode(segment) !== '.') passed += 1
    if (!match) return ''
    start = SEPARATOR.lastIndex
  }
  return raw.slice(start)
}

/** A path as it is written into an address, segment by segment. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
