/** Reading the head of a response. */
import type { IncomingHttpHeaders } from 'node:http'
import { displayUrl } from './address.ts'
import type { ResponseFacts } from './types.ts'

export interface ResponseHead {
  status: number
  headers: IncomingHttpHeaders
}

const PASSED_ON = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'docker-content-digest',
  'docker-distribution-api-version',
  'etag',
  'expires',
  'last-modified',
  'link',
  'x-pypi-last-serial',
] as const

/** One header as text, or null; of several values the first. */
export function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

/** A whole number of bytes from Content-Length, or null. */
export function contentLength(headers: IncomingHttpHeaders): number | null {
  const value = header(headers, 'content-length')
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null
}

/** What callers may know of a response. The final address keeps its query: it is for requests, not for logs. */
export function factsOf(url: URL, headers: IncomingHttpHeaders): ResponseFacts {
  const passed: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = header(headers, name)
    if (value !== null) passed[name] = value
  }
  return {
    url: url.href,
    etag: header(headers, 'etag'),
    lastModified: header(headers, 'last-modified'),
    headers: passed,
  }
}

/** Start, end (inclusive) and total of a Content-Range in bytes; total is null for `*`. Null when it is not one. */
export function contentRange(
  headers: IncomingHttpHeaders,
): { start: number; end: number; total: number | null } | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(header(headers, 'content-range') ?? '')
  if (!match) return null
  return { start: Number(match[1]), end: Number(match[2]), total: match[3] === '*' ? null : Number(match[3]) }
}

/**
 * The validator to send in If-Range, or null when none is strong: a strong ETag, else a Last-Modified at least a second older than the
 * response (RFC 9110 sections 13.1.5 and 8.8.2.2).
 */
export function strongValidator(headers: IncomingHttpHeaders): string | null {
  const etag = header(headers, 'etag')
  if (etag !== null) return etag.startsWith('"') ? etag : null
  const modified = header(headers, 'last-modified')
  if (modified === null) return null
  const age = Date.parse(header(headers, 'date') ?? '') - Date.parse(modified)
  return age >= 1000 ? modified : null
}

/** The name a file goes by when its caller gives none. */
export function nameOf(url: URL): string {
  const last = url.pathname.split('/').findLast((segment) => segment !== '')
  if (last === undefined) return displayUrl(url)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
