/** Asking for the rest of a file, and telling whether what comes is the rest of that very file. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { contentLength, contentRange, header, type ResponseHead, strongValidator } from './response.ts'

/** The answer that the bytes so far came from. */
export interface Beginning {
  /** Where it came from, by `identityOf`. */
  readonly source: string
  readonly headers: IncomingHttpHeaders
}

/** Tells addresses apart without giving them away: their query may hold a secret. */
export const identityOf = (url: URL): string => createHash('sha256').update(url.href).digest('hex')

/**
 * Headers that ask for the rest after `size` bytes, or null when nothing could show that it is the rest of the same file: neither a strong
 * validator of the same address nor, in the end, digests (`provable`).
 */
export function restHeaders(
  beginning: Beginning,
  url: URL,
  size: number,
  provable: boolean,
): Record<string, string> | null {
  const validator = beginning.source === identityOf(url) ? strongValidator(beginning.headers) : null
  if (validator === null && !provable) return null
  return { range: `bytes=${size}-`, ...(validator === null ? {} : { 'if-range': validator }) }
}

/** Whether a partial answer is exactly the missing rest. */
export function isRest(head: ResponseHead, beginning: Beginning, url: URL, size: number): boolean {
  const range = contentRange(head.headers)
  if (range === null || range.start !== size) return false
  if (range.total !== null) {
    const known = contentLength(beginning.headers)
    if (range.end !== range.total - 1 || (known !== null && known !== range.total)) return false
  }
  // Mirrors name the same bytes differently.
  if (beginning.source !== identityOf(url)) return true
  const [before, now] = [header(beginning.headers, 'etag'), header(head.headers, 'etag')]
  return before === null || now === null || before === now
}
