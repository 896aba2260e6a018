/**
 * Keeps upstreams from using us against the network we stand in: where a redirect leads, or an address in metadata, may lie in a private
 * network only when the remote does so itself. Names count by the addresses that are then connected to. Behind a proxy it is the proxy
 * that looks names up; there only literal addresses are seen.
 */
import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isLocalHost, isPrivateTarget, parseOrNull } from './address.ts'
import { DownloadError } from './download-error.ts'
import type { RemoteSettings } from './types.ts'

/** How names become addresses, and which of these are private; tests have their own. */
export interface Network {
  readonly lookup: LookupFunction
  isPrivate(address: string): boolean
}

const SYSTEM: Network = {
  lookup: (hostname, options, callback) => systemLookup(hostname, { ...options, all: true }, callback as never),
  isPrivate: isPrivateTarget,
}

export class NetworkBoundary {
  readonly #network: Network
  /** Of the remote's own address; null when it is a file. */
  readonly #own: string | null
  /** Hosts that the user named. */
  readonly #named: ReadonlySet<string>
  #ownIsPrivate: Promise<boolean> | null = null

  constructor(remote: Pick<RemoteSettings, 'url' | 'mirrors'>, network: Network = SYSTEM) {
    this.#network = network
    const hosts = [remote.url ?? '', ...(remote.mirrors ?? [])].map((text) => parseOrNull(text)?.hostname ?? '')
    this.#own = hosts[0] || null
    this.#named = new Set(hosts)
  }

  /** For connections to hosts that the user named. */
  get lookup(): LookupFunction {
    return this.#network.lookup
  }

  /** For all other connections: fails with `download.address_refused`. */
  get guardedLookup(): LookupFunction {
    return (hostname, options, callback) => {
      this.#network.lookup(hostname, { ...options, all: true }, (error, found) => {
        const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
        const [first] = addresses ?? []
        if (error || !first) return callback(error, '', 0)
        const give = (): void => (options.all ? callback(null, addresses) : callback(null, first.address, first.family))
        const inner = addresses.find(({ address }) => this.#network.isPrivate(address))
        if (!inner || this.#named.has(hostname)) return give()
        void this.#mayGoInside().then((open) => {
          if (open) give()
          else callback(this.#refused(hostname, inner.address), '', 0)
        })
      })
    }
  }

  /** For hosts that are addresses already, which nobody looks up. @throws DownloadError `download.address_refused` */
  async assertMayReach({ hostname }: URL): Promise<void> {
    if (this.#named.has(hostname)) return
    const bare = hostname.replace(/^\[|\]$/g, '')
    if (isIP(bare) === 0 || !this.#network.isPrivate(bare) || (await this.#mayGoInside())) return
    throw this.#refused(hostname, bare)
  }

  #mayGoInside(): Promise<boolean> {
    this.#ownIsPrivate ??= this.#isInside(this.#own)
    return this.#ownIsPrivate
  }

  #isInside(own: string | null): Promise<boolean> {
    const bare = own?.replace(/^\[|\]$/g, '') ?? ''
    if (own === null) return Promise.resolve(true)
    if (isIP(bare) !== 0) return Promise.resolve(this.#network.isPrivate(bare))
    if (isLocalHost(own)) return Promise.resolve(true)
    return new Promise((resolve) => {
      this.#network.lookup(own, { all: true }, (error, found) => {
        const addresses = typeof found === 'string' ? [{ address: found }] : (found ?? [])
        resolve(!error && addresses.some(({ address }) => this.#network.isPrivate(address)))
      })
    })
  }

  #refused(host: string, address: string): DownloadError {
    const params = { host, address, remote: this.#own ?? '' }
    return new DownloadError('download.address_refused', params, { retry: 'never' })
  }
}
