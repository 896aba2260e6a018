/** Failures of a transfer, with whether trying again can help. */
import { type ErrorParams, StillwaterError } from '#shared/error'
import { systemCode } from '../artifact/storage-error.ts'
import { displayUrl } from './address.ts'

/** `once`: the bytes were wrong, one more try is worth it; `at_once`: try again without a pause. */
export type RetryKind = 'never' | 'again' | 'once' | 'at_once'

export class DownloadError extends StillwaterError {
  readonly retry: RetryKind
  /** Milliseconds the upstream asked to be left alone, or null. */
  readonly retryAfter: number | null

  constructor(
    code: string,
    params: ErrorParams,
    options: { retry: RetryKind; retryAfter?: number | null; status?: number; cause?: unknown },
  ) {
    super(code, params, { status: options.status ?? 502, cause: options.cause })
    this.name = 'DownloadError'
    this.retry = options.retry
    this.retryAfter = options.retryAfter ?? null
  }
}

export function canceled(url: URL, cause?: unknown): DownloadError {
  return new DownloadError('download.canceled', { url: displayUrl(url) }, { retry: 'never', status: 409, cause })
}

export function timedOut(url: URL, milliseconds: number, cause?: unknown): DownloadError {
  const params = { url: displayUrl(url), seconds: milliseconds / 1000 }
  return new DownloadError('download.timeout', params, { retry: 'again', status: 504, cause })
}

const RETRIED_STATUS = new Set([408, 425, 429])

export function badStatus(url: URL, status: number, retryAfter: number | null): DownloadError {
  const retry = status >= 500 || RETRIED_STATUS.has(status) ? 'again' : 'never'
  return new DownloadError('download.http_status', { url: displayUrl(url), status }, { retry, retryAfter })
}

/** How a remote is reached, for the message. Timeouts in milliseconds. */
export interface Reach {
  connectTimeout: number
  readTimeout: number
  /** Host and port of the proxy, or null. */
  proxy: string | null
}

/** Failures of making a connection: with a proxy, it is the proxy that was not reached. */
const CONNECTING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Whatever a transfer failed with as an error of ours; those pass unchanged. */
export function toDownloadError(error: unknown, url: URL, reach: Reach): StillwaterError {
  if (error instanceof StillwaterError) return error
  const code = systemCode(error) ?? 'UNKNOWN'
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return timedOut(url, reach.connectTimeout, error)
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return timedOut(url, reach.readTimeout, error)
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return canceled(url, error)
  if (isCertificateCode(code)) {
    const params = { host: url.host, reason: code }
    return new DownloadError('download.certificate', params, { retry: 'never', cause: error })
  }
  const reason = reasonOf(error, code)
  if (/\(407\)|HTTP Tunneling/.test(reason)) {
    const params = { host: reach.proxy ?? url.host, reason }
    const retry = reason.includes('407') ? 'never' : 'again'
    return new DownloadError('download.proxy_refused', params, { retry, cause: error })
  }
  const retry = code === 'UND_ERR_INVALID_ARG' ? 'never' : 'again'
  const host = reach.proxy !== null && CONNECTING.has(code) ? reach.proxy : url.host
  return new DownloadError('download.unreachable', { host, reason }, { retry, cause: error })
}

const CERTIFICATE_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
])

function isCertificateCode(code: string): boolean {
  return CERTIFICATE_CODES.has(code) || code.startsWith('CERT_')
}

/** Put into words by the message; what is not here is told as it is. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ENOTFOUND: 'no_host',
  EAI_AGAIN: 'no_name_server',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_network',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
}

function reasonOf(error: unknown, code: string): string {
  return REASONS[code] ?? (error instanceof Error && error.message !== '' ? error.message : code)
}
