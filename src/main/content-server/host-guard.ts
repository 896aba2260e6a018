/**
 * Who may be addressed: the literal address a connection came in on, and `localhost` when that address is a loopback one. A web page that
 * points its own name at this machine (DNS rebinding) sends that name as Host and is refused. Names that the owner chose (ALLOWED_HOSTS) are
 * answered whatever the port, for a proxy before us may have another.
 */
import { isIPv6 } from 'node:net'
import type { IncomingMessage } from 'node:http'

export class HostGuard {
  readonly #port: number
  /** The name the listener was told to listen on, which its owner meant to be used. */
  readonly #name: string
  readonly #allowed = new Map<string, ReadonlySet<string>>()
  readonly #chosen: ReadonlySet<string>

  constructor(name: string, port: number, chosen: readonly string[] = []) {
    this.#chosen = new Set(chosen.map((one) => one.toLowerCase()))
    this.#name = name.toLowerCase()
    this.#port = port
  }

  /** The Host of the request when it may be used, else null. Two Host headers are none. */
  accept(request: IncomingMessage): string | null {
    const host = request.headers.host
    if (host === undefined || hostCount(request.rawHeaders) !== 1) return null
    return this.accepts(host, request.socket.localAddress) ? host : null
  }

  /** Whether a Host may be used on a connection that came in on this address. */
  accepts(host: string, address: string | undefined): boolean {
    if (address === undefined) return false
    const lower = host.toLowerCase()
    if (this.#hostsFor(address).has(lower)) return true
    return this.#chosen.size > 0 && this.#chosen.has(lower.replace(/:\d{1,5}$/, ''))
  }

  #hostsFor(address: string): ReadonlySet<string> {
    let hosts = this.#allowed.get(address)
    if (!hosts) {
      hosts = new Set(this.#namesFor(address).flatMap((name) => this.#spellings(name)))
      this.#allowed.set(address, hosts)
    }
    return hosts
  }

  #namesFor(address: string): string[] {
    const literal = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
    const names = [literal, this.#name]
    return literal === '::1' || literal.startsWith('127.') ? [...names, 'localhost'] : names
  }

  #spellings(name: string): string[] {
    const host = isIPv6(name) ? `[${name}]` : name
    return this.#port === 80 ? [host, `${host}:80`] : [`${host}:${this.#port}`]
  }
}

function hostCount(rawHeaders: readonly string[]): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}
