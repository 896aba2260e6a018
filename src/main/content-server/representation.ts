/** What is sent for a path: its size, validators and headers, whatever holds its bytes. */
import { httpDate, type Validators } from './conditional.ts'
import { GUARD_HEADERS } from './exchange.ts'

export interface Representation extends Validators {
  /** Bytes; null while it is not known. */
  readonly size: number | null
  readonly contentType: string
  /** Whether clients must ask each time whether it is still the same. */
  readonly mutable: boolean
  /** In place of the guarding headers of every answer. */
  readonly guard?: readonly string[]
  /** More headers, as name, value, name, value. */
  readonly extra?: readonly string[]
}

const common = new WeakMap<Representation, readonly string[]>()
const whole = new WeakMap<Representation, readonly string[]>()

/** Headers of 200, 206, 304 and 416 alike; made once for each representation, for they are most of the work of a short answer. */
export function validatorHeaders(one: Representation): readonly string[] {
  let headers = common.get(one)
  if (!headers) common.set(one, (headers = makeValidatorHeaders(one)))
  return headers
}

function makeValidatorHeaders(one: Representation): string[] {
  const headers = [...(one.guard ?? GUARD_HEADERS), 'Accept-Ranges', 'bytes']
  if (one.etag !== null) headers.push('ETag', one.etag)
  if (one.lastModified !== null) headers.push('Last-Modified', httpDate(one.lastModified))
  if (one.mutable) headers.push('Cache-Control', 'no-cache')
  if (one.extra) headers.push(...one.extra)
  return headers
}

/** Headers of the whole answer; made once, too. */
export function wholeHeaders(one: Representation): readonly string[] {
  let headers = whole.get(one)
  if (!headers) {
    const length = one.size === null ? [] : ['Content-Length', String(one.size)]
    headers = [...validatorHeaders(one), 'Content-Type', one.contentType, ...length]
    whole.set(one, headers)
  }
  return headers
}
