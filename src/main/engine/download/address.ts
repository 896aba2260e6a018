/** Addresses as data: which may be asked, where a redirect may lead, and how one is shown without its secrets. */
import { BlockList, isIP } from 'node:net'
import { StillwaterError } from '#shared/error'

const SCHEMES = new Set(['http:', 'https:', 'file:'])
const LOCAL_SUFFIXES = ['.localhost', '.local', '.internal', '.lan', '.home.arpa', '.intranet', '.corp', '.home']

/**
 * Parses an address that is to be fetched.
 * @throws StillwaterError `download.url_invalid`, `download.scheme_not_supported`, `download.credentials_in_url`.
 */
export function parseAddress(text: string): URL {
  const url = parseOrNull(text)
  if (!url) throw new StillwaterError('download.url_invalid', { url: withoutSecrets(text) }, { status: 400 })
  if (!SCHEMES.has(url.protocol)) {
    throw new StillwaterError('download.scheme_not_supported', { scheme: url.protocol }, { status: 400 })
  }
  if (url.username !== '' || url.password !== '') {
    throw new StillwaterError('download.credentials_in_url', { url: displayUrl(url) }, { status: 400 })
  }
  return url
}

/** The parsed address, or null when it is none. */
export function parseOrNull(text: string, base?: URL): URL | null {
  return URL.canParse(text, base?.href) ? new URL(text, base?.href) : null
}

/** The address for people and logs: no user, password, query or fragment. */
export function displayUrl(url: URL): string {
  return url.protocol === 'file:' ? `file://${url.pathname}` : `${url.protocol}//${url.host}${url.pathname}`
}

/** What an unparsable address may be quoted as: up to its query, and nothing before an @. */
function withoutSecrets(text: string): string {
  return text
    .replace(/[?#].*$/s, '')
    .replace(/^.*@/s, '')
    .slice(0, 200)
}

/**
 * Where a redirect leads.
 * @throws StillwaterError `download.redirect_refused` for a scheme other than http(s), a step from https to http, or from a public host to
 * an address of this machine or a private network; `download.credentials_in_url`, `download.url_invalid`.
 */
export function redirectTarget(from: URL, location: string): URL {
  const to = parseOrNull(location, from)
  if (!to) throw new StillwaterError('download.url_invalid', { url: withoutSecrets(location) }, { status: 502 })
  const reason = refusal(from, to)
  if (reason !== null) {
    const params = { from: displayUrl(from), to: displayUrl(to), reason }
    throw new StillwaterError('download.redirect_refused', params, { status: 502 })
  }
  if (to.username !== '' || to.password !== '') {
    throw new StillwaterError('download.credentials_in_url', { url: displayUrl(to) }, { status: 502 })
  }
  return to
}

function refusal(from: URL, to: URL): string | null {
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return 'the scheme is not http or https'
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'it leaves https for http'
  if (!isLocalHost(from.hostname) && isPrivateTarget(to.hostname)) return 'a public host points into a private network'
  return null
}

/** Hosts of the local network: private address literals, names without a dot and names under a local suffix. */
export function isLocalHost(hostname: string): boolean {
  if (isAddress(hostname)) return isPrivateTarget(hostname)
  return !hostname.includes('.') || LOCAL_SUFFIXES.some((suffix) => hostname.endsWith(suffix))
}

/** Loopback, link-local, private and translated address literals, and `localhost`. The URL parser has made odd spellings canonical. */
export function isPrivateTarget(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const family = isIP(host)
  if (family === 0) return host === 'localhost' || host.endsWith('.localhost')
  return PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
}

const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6')
}
