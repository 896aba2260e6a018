/** One body over HTTP that is passed on while it comes; a connection that breaks on the way is continued unseen when that can be done safely. */
import { type Beginning, identityOf, isRest, restHeaders } from './continuation.ts'
import { DownloadError } from './download-error.ts'
import { displayUrl } from './address.ts'
import type { BodySink } from './exchange.ts'
import { assertWanted } from './file-transfer.ts'
import type { Relay } from './relay.ts'
import { contentLength, factsOf, type ResponseHead } from './response.ts'
import { assertAnnounced, type Target } from './target.ts'
import type { TrafficMeter } from './traffic-meter.ts'
import type { Answer, Transport } from './transport.ts'
import type { StreamResult } from './types.ts'

export interface StreamTransferOptions {
  transport: Transport
  target: Target
  relay: Relay
  meter: TrafficMeter
  /** A Range that the caller asked for: what comes is neither checked nor continued. */
  ranged: boolean
  /** Told when the first bytes are about to come. */
  onOpen(result: StreamResult): void
}

export class StreamTransfer {
  readonly #options: StreamTransferOptions
  #beginning: Beginning | null = null
  #before = 0
  /** Bytes of a repeated beginning that the receiver has already. */
  #toSkip = 0

  constructor(options: StreamTransferOptions) {
    this.#options = options
  }

  /** Whether the receiver got more by the last attempt. */
  get progressed(): boolean {
    return this.#options.relay.size > this.#before
  }

  async attempt(url: URL): Promise<void> {
    const { target, transport, relay } = this.#options
    this.#before = relay.size
    const rest = this.#restHeaders(url)
    const signal = target.signal ? AbortSignal.any([target.signal, relay.gone]) : relay.gone
    const plan = { url, headers: { ...target.headers, ...rest }, signal }
    const answer = await transport
      .send(plan, (head) => this.#accept(head, url, rest !== null))
      .catch((error: unknown) => Promise.reject(this.#finalUnlessContinuable(error, url)))
    assertWanted(answer, [206])
    // A part that nobody asked for.
    if (this.#beginning === null) throw this.#unexpected(answer, url)
    relay.complete()
  }

  #restHeaders(url: URL): Record<string, string> | null {
    const { target, relay, ranged } = this.#options
    if (this.#beginning === null || relay.size === 0 || ranged) return null
    return restHeaders(this.#beginning, url, relay.size, Object.keys(target.expected).length > 0)
  }

  /** Once the receiver has bytes, only what surely belongs to them may follow. */
  #finalUnlessContinuable(error: unknown, url: URL): unknown {
    if (!(error instanceof DownloadError) || this.#options.relay.size === 0) return error
    if (this.#restHeaders(url) !== null) return error
    const { code, params, status } = error
    return new DownloadError(code, params, { retry: 'never', status, cause: error })
  }

  #accept(head: ResponseHead & { url: URL }, url: URL, resuming: boolean): BodySink | null {
    const { relay, ranged, meter } = this.#options
    if (resuming && head.status === 206) {
      if (!this.#beginning || !isRest(head, this.#beginning, url, relay.size)) throw this.#cutOff()
      meter.countResumed()
    } else if (resuming && head.status === 200) this.#repeat()
    else if (head.status === 200 || (ranged && head.status === 206)) this.#open(head, url)
    else return null
    return { write: (chunk) => this.#write(chunk) }
  }

  #open(head: ResponseHead & { url: URL }, url: URL): void {
    const { target, ranged, relay, onOpen } = this.#options
    const size = contentLength(head.headers)
    if (!ranged) assertAnnounced(target, size)
    const first = this.#beginning === null
    this.#beginning = { source: identityOf(url), headers: head.headers }
    if (first) onOpen({ ...factsOf(head.url, head.headers), status: head.status, size, body: relay })
  }

  /** The upstream sends everything again. Only digests can tell whether the beginning is what the receiver got. */
  #repeat(): void {
    if (Object.keys(this.#options.target.expected).length === 0) throw this.#cutOff()
    this.#toSkip = this.#options.relay.size
  }

  #write(chunk: Buffer): Promise<void> | undefined {
    const skipped = Math.min(this.#toSkip, chunk.byteLength)
    this.#toSkip -= skipped
    return skipped === chunk.byteLength ? undefined : this.#options.relay.write(chunk.subarray(skipped))
  }

  #cutOff(): DownloadError {
    return new DownloadError('download.range_refused', { name: this.#options.target.name }, { retry: 'never' })
  }

  #unexpected({ status }: Answer, url: URL): DownloadError {
    return new DownloadError('download.http_status', { url: displayUrl(url), status }, { retry: 'never' })
  }
}
