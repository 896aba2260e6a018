/** Which headers go to which origin. What belongs to the remote, or to a caller, stays with the origin it was meant for. */
import { parseOrNull } from './address.ts'
import type { RemoteSettings } from './types.ts'

/** Set by the transport itself, or meaningful on one connection only. */
const NEVER_CUSTOM = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Headers of a caller that carry no secret and survive a change of origin. */
const HARMLESS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'range',
])

export class RequestHeaders {
  /** Origin to which credentials and custom headers belong, or null. */
  readonly origin: string | null
  readonly #userAgent: string
  readonly #remote: Record<string, string>

  constructor(remote: RemoteSettings, userAgent: string) {
    this.origin = remote.url ? (parseOrNull(remote.url)?.origin ?? null) : null
    this.#userAgent = userAgent
    this.#remote = remoteHeaders(remote, userAgent)
  }

  /**
   * `trusted`: no redirect has left the first origin yet.
   * `own`: the headers given with the request.
   */
  for(url: URL, trusted: boolean, own: Readonly<Record<string, string>>): Record<string, string> {
    const headers: Record<string, string> = {
      'user-agent': this.#userAgent,
      accept: '*/*',
      'accept-encoding': 'identity',
    }
    if (trusted && url.origin === this.origin) Object.assign(headers, this.#remote)
    for (const [name, value] of Object.entries(own)) {
      const key = name.toLowerCase()
      if (HARMLESS.has(key) || (trusted && !NEVER_CUSTOM.has(key))) headers[key] = value
    }
    return headers
  }
}

function remoteHeaders(remote: RemoteSettings, userAgent: string): Record<string, string> {
  const headers: Record<string, string> = {}
  if (remote.username) {
    const pair = `${remote.username}:${remote.password ?? ''}`
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  }
  for (const map of remote.headers ?? []) {
    for (const [name, value] of Object.entries(map)) {
      const key = name.toLowerCase()
      if (NEVER_CUSTOM.has(key) || HARMLESS.has(key)) continue
      headers[key] = key === 'user-agent' ? `${userAgent}, ${value}` : value
    }
  }
  return headers
}
