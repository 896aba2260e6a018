/** Conditional requests (RFC 9110 section 13), with dates compared for equality only: going back to an older version must be noticed. */
import type { IncomingHttpHeaders } from 'node:http'

/** What a client may compare with what it has. */
export interface Validators {
  /** Strong, with its quotes; null when there is none. */
  etag: string | null
  /** Seconds since the epoch, or null. */
  lastModified: number | null
}

export type Verdict = 'send' | 'not-modified' | 'failed'

/** Whether to send the answer, to say that it is unchanged (304), or that a precondition fails (412). */
export function evaluate(headers: IncomingHttpHeaders, validators: Validators): Verdict {
  const ifMatch = headers['if-match']
  const ifUnmodified = headers['if-unmodified-since']
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators.etag, 'strong')) return 'failed'
  } else if (ifUnmodified !== undefined && modifiedAfter(validators.lastModified, ifUnmodified)) return 'failed'
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, validators.etag, 'weak') ? 'not-modified' : 'send'
  const ifModified = headers['if-modified-since']
  if (ifModified === undefined) return 'send'
  return sameDate(ifModified, validators.lastModified) ? 'not-modified' : 'send'
}

/** Whether a range may be cut from what is here: If-Range names exactly it, or is absent. */
export function rangeStillHolds(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const ifRange = headers['if-range']
  if (typeof ifRange !== 'string') return ifRange === undefined
  const value = ifRange.trim()
  if (value.startsWith('"')) return value === validators.etag
  return !value.startsWith('W/') && sameDate(value, validators.lastModified)
}

const TAG = /(W\/)?("[^"]*")/g

function matches(list: string, etag: string | null, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true
  if (etag === null) return false
  // What nearly every client sends: the one tag it has.
  if (list === etag) return true
  for (const [, weak, tag] of list.matchAll(TAG)) {
    if (tag === etag && (comparison === 'weak' || weak === undefined)) return true
  }
  return false
}

function sameDate(value: string, seconds: number | null): boolean {
  return seconds !== null && Date.parse(value) === seconds * 1000
}

function modifiedAfter(seconds: number | null, value: string): boolean {
  const date = Date.parse(value)
  return seconds !== null && !Number.isNaN(date) && seconds * 1000 > date
}

/** A date in the one form HTTP writes (RFC 9110 section 5.6.7). */
export function httpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString()
}
