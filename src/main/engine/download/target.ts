/** A request made ready: parsed, bounded, with only those digests that may be relied on. */
import type { DigestName, Digests } from '#shared/digest'
import { usableDigests, findDigestMismatch } from '../artifact/hash.ts'
import { displayUrl, parseAddress } from './address.ts'
import { DownloadError } from './download-error.ts'
import { nameOf } from './response.ts'
import type { BaseRequest } from './types.ts'

export interface Target {
  url: URL
  others: readonly URL[]
  name: string
  headers: Readonly<Record<string, string>>
  expected: Digests
  expectedSize: number | null
  /** Bytes that may come at most. */
  limit: number
  signal: AbortSignal | undefined
}

/** @throws StillwaterError `checksum.only_forbidden`, `download.too_large`, and what parseAddress throws. */
export function toTarget(request: BaseRequest, allowed: readonly DigestName[], defaultLimit: number): Target {
  const url = parseAddress(request.url)
  const expectedSize = request.expectedSize ?? null
  const target = {
    url,
    others: (request.otherUrls ?? []).map(parseAddress),
    name: request.name ?? nameOf(url),
    headers: request.headers ?? {},
    expected: usableDigests(request.expected ?? {}, allowed),
    expectedSize,
    limit: expectedSize ?? request.maxSize ?? defaultLimit,
    signal: request.signal,
  }
  if (expectedSize !== null && request.maxSize !== undefined && expectedSize > request.maxSize) {
    throw tooLarge({ ...target, limit: request.maxSize })
  }
  return target
}

/** @throws DownloadError `download.digest_mismatch`, then `download.size_mismatch`. */
export function assertComplete(target: Target, size: number, digests: Digests): void {
  const mismatch = findDigestMismatch(target.expected, digests)
  if (mismatch) {
    const params = { name: target.name, url: displayUrl(target.url), ...mismatch }
    throw new DownloadError('download.digest_mismatch', params, { retry: 'once' })
  }
  if (target.expectedSize !== null && size !== target.expectedSize) throw sizeMismatch(target, size)
}

/** For a size announced or reached before the end. @throws DownloadError `download.size_mismatch`, `download.too_large`. */
export function assertWithin(target: Target, size: number): void {
  if (size > target.limit) throw target.expectedSize === null ? tooLarge(target) : sizeMismatch(target, size)
}

/** @throws DownloadError `download.size_mismatch`, `download.too_large`. */
export function assertAnnounced(target: Target, total: number | null): void {
  if (total === null) return
  assertWithin(target, total)
  if (target.expectedSize !== null && total !== target.expectedSize) throw sizeMismatch(target, total)
}

function sizeMismatch(target: Target, actual: number): DownloadError {
  const params = { name: target.name, url: displayUrl(target.url), expected: target.expectedSize, actual }
  return new DownloadError('download.size_mismatch', params, { retry: 'once' })
}

function tooLarge(target: Target): DownloadError {
  const params = { url: displayUrl(target.url), limit: target.limit }
  return new DownloadError('download.too_large', params, { retry: 'never' })
}
