/** One request and its answer on the wire, without opinions on redirects or retries. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { displayUrl } from './address.ts'
import type { Brakes } from './brakes.ts'
import { canceled, DownloadError, timedOut } from './download-error.ts'
import type { ResponseHead } from './response.ts'
import { type MinimumRate, SpeedGuard } from './speed-guard.ts'

/** Body bytes of an answer nobody wants that are read for the sake of the connection. */
const DISCARD_LIMIT = 64 * 1024

/** Takes a body; the upstream is held back while a returned promise is pending, and given up on when it throws. */
export interface BodySink {
  write(chunk: Buffer): Promise<void> | undefined
}

/** Looks at the head and says who takes the body; null when nobody wants it. What it throws ends the exchange. */
export type HeadListener = (head: ResponseHead) => BodySink | null

export interface ExchangeOptions {
  dispatcher: Dispatcher
  url: URL
  headers: Record<string, string>
  /** Makes it a POST. */
  body?: Uint8Array | undefined
  signal?: AbortSignal | undefined
  /** Milliseconds for the whole of it, or null. */
  totalTimeout: number | null
  /** An upstream that brings less is given up on. */
  minimumRate: MinimumRate
  brakes: Brakes
  onBytes(bytes: number): void
}

/** Resolves with the head when the body has been taken. Rejects with what the listener or sink threw, or with the transport's error. */
export function exchange(options: ExchangeOptions, onHead: HeadListener): Promise<ResponseHead> {
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(options, onHead, resolve, reject)
    if (!handler.begin()) return
    const { url, headers, dispatcher, body } = options
    const asked = body ? ({ method: 'POST', body } as const) : ({ method: 'GET' } as const)
    dispatcher.dispatch({ origin: url.origin, path: url.pathname + url.search, headers, ...asked }, handler)
  })
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions
  readonly #onHead: HeadListener
  readonly #resolve: (head: ResponseHead) => void
  readonly #reject: (error: unknown) => void
  readonly #abort = (): void => this.#fail(canceled(this.#options.url, this.#options.signal?.reason))
  #timer: NodeJS.Timeout | null = null
  #watch: NodeJS.Timeout | null = null
  #controller: Dispatcher.DispatchController | null = null
  #head: ResponseHead | null = null
  #sink: BodySink | null = null
  #guard: SpeedGuard | null = null
  #discarded = 0
  #failure: Error | null = null
  #settled = false

  constructor(
    options: ExchangeOptions,
    onHead: HeadListener,
    resolve: (head: ResponseHead) => void,
    reject: (error: unknown) => void,
  ) {
    this.#options = options
    this.#onHead = onHead
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Arms signal and timer; false when the exchange is over before it began. */
  begin(): boolean {
    const { signal, totalTimeout, url } = this.#options
    if (signal?.aborted) {
      this.#abort()
      return false
    }
    signal?.addEventListener('abort', this.#abort, { once: true })
    if (totalTimeout !== null) {
      this.#timer = setTimeout(() => this.#fail(timedOut(url, totalTimeout)), totalTimeout)
    }
    return true
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#failure) controller.abort(this.#failure)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#settled) return
    this.#head = { status, headers }
    try {
      this.#sink = this.#onHead(this.#head)
      this.#guardSpeed(this.#options.minimumRate)
    } catch (error) {
      this.#fail(error)
    }
  }

  #guardSpeed(minimum: MinimumRate): void {
    if (minimum.rate === 0) return
    const guard = new SpeedGuard(minimum, performance.now())
    this.#guard = guard
    this.#watch = setInterval(
      () => {
        if (!guard.check(performance.now())) this.#fail(this.#tooSlow())
      },
      Math.max(10, minimum.window / 4),
    )
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    this.#options.onBytes(chunk.byteLength)
    this.#guard?.received(chunk.byteLength)
    if (!this.#sink) return this.#discard(chunk)
    try {
      const { brakes, signal } = this.#options
      const written = this.#sink.write(chunk)
      const braked = brakes.take(chunk.byteLength, signal)
      if (written) this.#hold(controller, braked ? Promise.all([written, braked]) : written)
      else if (braked) this.#hold(controller, braked)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Leaves further bytes with the upstream until we want them; how long that takes is not the upstream's fault. */
  #hold(controller: Dispatcher.DispatchController, until: Promise<unknown>): void {
    controller.pause()
    this.#guard?.hold(performance.now())
    until.then(
      () => {
        this.#guard?.release(performance.now())
        controller.resume()
      },
      (error: unknown) => this.#fail(error),
    )
  }

  onResponseEnd(): void {
    this.#settle(() => this.#resolve(this.#head as ResponseHead))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(() => this.#reject(error))
  }

  #discard(chunk: Buffer): void {
    this.#discarded += chunk.byteLength
    if (this.#discarded <= DISCARD_LIMIT) return
    this.#settle(() => this.#resolve(this.#head as ResponseHead))
    this.#controller?.abort(new Error('nobody wants the body'))
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error))
    this.#settle(() => this.#reject(error))
    this.#controller?.abort(this.#failure)
  }

  #settle(act: () => void): void {
    if (this.#settled) return
    this.#settled = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#watch) clearInterval(this.#watch)
    this.#options.signal?.removeEventListener('abort', this.#abort)
    act()
  }

  #tooSlow(): DownloadError {
    const params = { url: displayUrl(this.#options.url), rate: this.#options.minimumRate.rate }
    return new DownloadError('download.too_slow', params, { retry: 'again', status: 504 })
  }
}
