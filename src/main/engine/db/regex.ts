/** Regular expressions over columns, in linear time: what a client may write must not be able to stop the catalogue. */
import { setFlagsFromString } from 'node:v8'
import { StillwaterError } from '#shared/error'

/** Characters of a pattern, and of a value that are looked at. */
export const LONGEST_PATTERN = 200
const LONGEST_VALUE = 4096
/** Compiled patterns kept: a statement matches each row against the same one. */
const MOST_KEPT = 32

// The engine that never goes back (V8's own, after RE2); expressions that need to go back are refused by it.
setFlagsFromString('--enable-experimental-regexp-engine')

const LINEAR = 'l'

const kept = new Map<string, RegExp>()

/**
 * The pattern in JavaScript's syntax without what cannot be done in linear time: back references, lookaround, large counts.
 * @throws StillwaterError `request.bad_regex` (400)
 */
export function linearRegex(pattern: string): RegExp {
  const known = kept.get(pattern)
  if (known) return known
  if (pattern.length > LONGEST_PATTERN) throw refused(pattern, `longer than ${LONGEST_PATTERN} characters`)
  let regex: RegExp
  try {
    regex = new RegExp(pattern, LINEAR)
  } catch (error) {
    throw refused(pattern, (error as Error).message.split(': ').at(-1) ?? '')
  }
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(pattern, regex)
  return regex
}

function refused(pattern: string, reason: string): StillwaterError {
  return new StillwaterError('request.bad_regex', { pattern: pattern.slice(0, 100), reason }, { status: 400 })
}

/** The pattern for values in lower case; escapes such as \W keep their meaning. */
export function foldCase(pattern: string): string {
  return pattern.replaceAll(/\\.|[^\\]+/gs, (part) => (part.startsWith('\\') ? part : part.toLowerCase()))
}

/** The function `matches_regex(pattern, value, fold)` of the catalogue's SQL; null matches nothing. */
export function matchesRegex(pattern: unknown, value: unknown, fold: unknown): number {
  if (value === null || value === undefined) return 0
  const text = String(value).slice(0, LONGEST_VALUE)
  return linearRegex(String(pattern)).test(fold ? text.toLowerCase() : text) ? 1 : 0
}
