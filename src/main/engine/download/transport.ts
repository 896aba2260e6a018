/** Requests to a remote: paced, counted, with its credentials where they belong, following redirects within bounds. */
import { DownloadError, toDownloadError, canceled, type Reach } from './download-error.ts'
import { displayUrl, parseOrNull, redirectTarget } from './address.ts'
import type { Brakes } from './brakes.ts'
import { Connections } from './dispatcher.ts'
import { exchange, type BodySink } from './exchange.ts'
import { type Network, NetworkBoundary } from './network-boundary.ts'
import { Pace } from './pace.ts'
import { RequestHeaders } from './request-headers.ts'
import { header, type ResponseHead } from './response.ts'
import type { MinimumRate } from './speed-guard.ts'
import type { TrafficMeter } from './traffic-meter.ts'
import type { RemoteSettings } from './types.ts'

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export interface Plan {
  url: URL
  headers: Readonly<Record<string, string>>
  /** Makes it a POST. */
  body?: Uint8Array | undefined
  signal?: AbortSignal | undefined
}

export interface TransportOptions {
  userAgent: string
  meter: TrafficMeter
  brakes: Brakes
  minimumRate: MinimumRate
  network?: Network | undefined
}

/** The answer after redirects, its body taken. */
export interface Answer extends ResponseHead {
  url: URL
}

/** Says who takes the body of the final answer; null when nobody wants it. */
export type AnswerListener = (answer: Answer) => BodySink | null

export class Transport {
  readonly #options: TransportOptions
  readonly #reach: Reach
  readonly #boundary: NetworkBoundary
  readonly #totalTimeout: number | null
  readonly #connections: Connections
  readonly #headers: RequestHeaders
  readonly pace: Pace

  /** @throws StillwaterError `download.tls_settings_invalid`, `download.url_invalid`, `download.credentials_in_url`. */
  constructor(remote: RemoteSettings, options: TransportOptions) {
    this.#options = options
    const connect = remote.sock_connect_timeout ?? remote.connect_timeout ?? 30
    this.#reach = {
      connectTimeout: connect * 1000,
      readTimeout: (remote.sock_read_timeout ?? 60) * 1000,
      proxy: remote.proxy_url ? (parseOrNull(remote.proxy_url)?.host ?? null) : null,
    }
    this.#totalTimeout = remote.total_timeout ? remote.total_timeout * 1000 : null
    this.#boundary = new NetworkBoundary(remote, options.network)
    this.#connections = new Connections(remote, this.#reach, this.#boundary)
    this.#headers = new RequestHeaders(remote, options.userAgent)
    this.pace = new Pace(remote.rate_limit)
  }

  /** @throws StillwaterError (mostly DownloadError) for everything that can go wrong on the way, and what sinks throw. */
  async send(plan: Plan, onAnswer: AnswerListener): Promise<Answer> {
    let url = plan.url
    let trusted = true
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await this.#hop(plan, url, trusted, onAnswer)
      const location = locationOf(answer)
      if (location === null) return answer
      const target = redirectTarget(url, location)
      // Only these keep the body; the others would ask something else of somebody else.
      if (plan.body && answer.status !== 307 && answer.status !== 308) {
        const reason = 'it would turn a POST into another request'
        const params = { from: displayUrl(url), to: displayUrl(target), reason }
        throw new DownloadError('download.redirect_refused', params, { retry: 'never' })
      }
      if (target.origin !== url.origin) trusted = false
      url = target
    }
    const params = { url: displayUrl(plan.url), limit: MAX_REDIRECTS }
    throw new DownloadError('download.too_many_redirects', params, { retry: 'never' })
  }

  close(): Promise<void> {
    return this.#connections.close()
  }

  async #hop(plan: Plan, url: URL, trusted: boolean, onAnswer: AnswerListener): Promise<Answer> {
    const own = trusted && url.origin === this.#headers.origin
    const { meter, brakes, minimumRate } = this.#options
    try {
      if (!own) await this.#boundary.assertMayReach(url)
      await brakes.whenOpen(plan.signal)
      await this.pace.take(plan.signal)
      meter.countRequest(url.host)
      const head = await exchange(
        {
          dispatcher: own ? this.#connections.own : this.#connections.foreign,
          url,
          headers: this.#headers.for(url, trusted, plan.headers),
          body: plan.body,
          signal: plan.signal,
          totalTimeout: this.#totalTimeout,
          minimumRate,
          brakes,
          onBytes: (bytes) => meter.countBytes(bytes),
        },
        (received) => (locationOf(received) === null ? onAnswer({ ...received, url }) : null),
      )
      return { ...head, url }
    } catch (error) {
      if (plan.signal?.aborted) throw canceled(url, plan.signal.reason)
      throw toDownloadError(error, url, this.#reach)
    }
  }
}

function locationOf(head: ResponseHead): string | null {
  return REDIRECTS.has(head.status) ? header(head.headers, 'location') : null
}
