/**
 * What every request from the network must pass before it is routed: pages of other sites, and names that somebody else's DNS points at
 * us, get nothing. Source: docs on threats from web pages (DNS rebinding, CSRF); RFC 9110 section 15.5.20 for status 421.
 */
import type { IncomingMessage } from 'node:http'
import { StillwaterError } from '#shared/error'

export interface Listener {
  /** The address given to listen on. */
  host: string
  port: number
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/** An IP literal as it stands in a Host header. */
function literal(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
  return plain.includes(':') && !plain.startsWith('[') ? `[${plain}]` : plain
}

/**
 * Every `host:port` this listener answers to. `localAddress` is the address the connection arrived at: being an IP literal of this
 * machine, it can be no name that was rebound.
 */
export function allowedHosts(listener: Listener, localAddress: string | undefined): Set<string> {
  const names = [...LOOPBACK_NAMES, literal(listener.host).toLowerCase()]
  if (localAddress !== undefined) names.push(literal(localAddress).toLowerCase())
  const hosts = names.map((name) => `${name}:${listener.port}`)
  return new Set(listener.port === 80 ? [...hosts, ...names] : hosts)
}

type Headers = IncomingMessage['headers']

/** Refuses requests under foreign names and from foreign pages. @throws StillwaterError `api.wrong_host` (421), `api.wrong_origin` (403) */
export function guardRequest(
  headers: Headers,
  listener: Listener,
  localAddress: string | undefined,
  chosen: readonly string[] = [],
): void {
  const host = headers.host?.toLowerCase() ?? ''
  // Names that the owner chose (ALLOWED_HOSTS), at any port and over TLS too: a proxy before us has its own.
  const isChosen = chosen.some((name) => name.toLowerCase() === host.replace(/:\d{1,5}$/, ''))
  if (!isChosen && !allowedHosts(listener, localAddress).has(host)) {
    throw new StillwaterError('api.wrong_host', { host: host.slice(0, 255) }, { status: 421 })
  }
  const { origin } = headers
  const site = headers['sec-fetch-site']
  const own = [`http://${host}`, ...(isChosen ? [`https://${host}`] : [])]
  const foreignOrigin = origin !== undefined && !own.includes(origin.toLowerCase())
  const foreignSite = site !== undefined && site !== 'none' && site !== 'same-origin'
  if (foreignOrigin || foreignSite) throw new StillwaterError('api.wrong_origin', {}, { status: 403 })
}
