/** Everything the engine fetches goes through here: one downloader per remote, with its limits, credentials and patience. */
import type { DigestName } from '#shared/digest'
import { digestsOf } from '../artifact/hash.ts'
import { systemCode, toReadError } from '../artifact/storage-error.ts'
import { TemporaryFile } from '../artifact/temporary-file.ts'
import { displayUrl, parseAddress } from './address.ts'
import { Brakes } from './brakes.ts'
import { canceled, DownloadError } from './download-error.ts'
import { assertWanted, FileTransfer } from './file-transfer.ts'
import { findLocalFile, type LocalFile, readLocalFile } from './local-file.ts'
import { ACCEPTED_ENCODINGS, MemorySink } from './memory-sink.ts'
import { Relay } from './relay.ts'
import { contentLength, factsOf, header } from './response.ts'
import { withRetries } from './retry.ts'
import { Slots } from './slots.ts'
import { type Served, type Source, Sources } from './sources.ts'
import { MINIMUM_RATE } from './speed-guard.ts'
import { StreamTransfer } from './stream-transfer.ts'
import { assertAnnounced, assertComplete, assertWithin, type Target, toTarget } from './target.ts'
import { TrafficControl } from './traffic-control.ts'
import { TrafficMeter } from './traffic-meter.ts'
import { Transport } from './transport.ts'
import type {
  BaseRequest,
  DownloaderOptions,
  DownloadRequest,
  DownloadResult,
  FetchRequest,
  FetchResult,
  RemoteSettings,
  StreamResult,
} from './types.ts'

const DEFAULT_FILE_LIMIT = 50 * 1024 ** 3
const DEFAULT_MEMORY_LIMIT = 64 * 1024 ** 2

/**
 * Every method throws StillwaterError: `download.*` for what went wrong upstream, `storage.full` and `storage.write_failed` for the disk,
 * `checksum.only_forbidden` when none of the expected digests may be relied on, `download.canceled` when the signal was aborted.
 */
export class Downloader {
  readonly meter: TrafficMeter
  readonly #options: DownloaderOptions
  readonly #maxRetries: number
  readonly #brakes: Brakes
  readonly #slots: Slots
  readonly #sources: Sources
  readonly #transport: Transport

  /** @throws StillwaterError `download.tls_settings_invalid`, `download.url_invalid`, `download.credentials_in_url`. */
  constructor(remote: RemoteSettings, options: DownloaderOptions) {
    if (remote.url) parseAddress(remote.url)
    this.meter = options.meter ?? new TrafficMeter()
    this.#options = options
    this.#maxRetries = remote.max_retries ?? 3
    this.#slots = new Slots(remote.download_concurrency ?? 10)
    this.#brakes = options.brakes ?? new Brakes(new TrafficControl())
    this.#sources = new Sources(remote)
    this.#transport = new Transport(remote, {
      userAgent: options.userAgent,
      meter: this.meter,
      brakes: this.#brakes,
      minimumRate: options.minimumRate ?? MINIMUM_RATE,
      network: options.network,
    })
  }

  /** Which mirror has served how many files so far; empty when there never was a choice. */
  get served(): readonly Served[] {
    return this.#sources.served
  }

  /** Fetches a file into a temporary file whose digests and size are as expected. */
  async download(request: DownloadRequest): Promise<DownloadResult> {
    const target = this.#target(request, DEFAULT_FILE_LIMIT)
    return await this.#inSlot(target, () => {
      return target.url.protocol === 'file:' ? this.#copyLocal(target, request) : this.#downloadHttp(target, request)
    })
  }

  /** Fetches a body into memory, decoded; at most `maxSize` bytes (default 64 MiB) on the wire and decoded. */
  async fetchBytes(request: FetchRequest): Promise<FetchResult<Buffer>> {
    const target = this.#target(request, DEFAULT_MEMORY_LIMIT)
    return await this.#inSlot(target, async () => {
      if (target.url.protocol === 'file:') return await this.#readLocal(target)
      return await this.#retrying(target, (url) => this.#fetchOnce(target, request, url))
    })
  }

  /** The same as UTF-8 text, without a byte order mark. */
  async fetchText(request: FetchRequest): Promise<FetchResult<string>> {
    const result = await this.fetchBytes(request)
    return { ...result, body: new TextDecoder().decode(result.body) }
  }

  /** The same as JSON, not yet checked against any schema. @throws StillwaterError `download.not_json`. */
  async fetchJson(request: FetchRequest): Promise<FetchResult<unknown>> {
    const result = await this.fetchText(request)
    if (result.notModified) return { ...result, body: null }
    try {
      return { ...result, body: JSON.parse(result.body) as unknown }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.slice(0, 120) : ''
      const params = { url: displayUrl(parseAddress(result.url)), reason }
      throw new DownloadError('download.not_json', params, { retry: 'never', cause })
    }
  }

  /**
   * Opens a body to be passed on while it arrives. A connection that breaks is continued by Range when a validator or digests show that it
   * is the same file. When digests are expected the last chunk is held back until they are right; otherwise the body errors. A Range header
   * makes it an answer of 206 without such checks. While the host's traffic is paused it is refused, for somebody waits for the answer:
   * `download.paused` (503).
   */
  async stream(request: BaseRequest): Promise<StreamResult> {
    const target = this.#target(request, DEFAULT_FILE_LIMIT)
    if (this.#brakes.hostPaused) throw new DownloadError('download.paused', {}, { retry: 'never', status: 503 })
    const release = await this.#acquire(target)
    try {
      const local = target.url.protocol === 'file:'
      const result = local ? await this.#streamLocal(target) : await this.#streamHttp(target)
      result.body.once('close', release)
      if (result.body.closed) release()
      return result
    } catch (error) {
      release()
      throw this.#ended(target, error)
    }
  }

  /** Ends everything under way (with `download.canceled`) and closes the connections. */
  async close(): Promise<void> {
    await this.#transport.close()
  }

  #target(request: BaseRequest, limit: number): Target {
    return toTarget(request, this.#options.allowed, limit)
  }

  async #inSlot<T>(target: Target, work: () => Promise<T>): Promise<T> {
    const release = await this.#acquire(target)
    try {
      return await work()
    } catch (error) {
      throw this.#ended(target, error)
    } finally {
      release()
    }
  }

  async #acquire(target: Target): Promise<() => void> {
    try {
      return await this.#slots.acquire(target.signal)
    } catch (error) {
      throw this.#ended(target, error)
    }
  }

  /** Waits interrupted by the signal have errors of their own; all of them mean the same. */
  #ended(target: Target, error: unknown): unknown {
    if (!target.signal?.aborted || (error instanceof DownloadError && error.code === 'download.canceled')) return error
    return canceled(target.url, target.signal.reason)
  }

  async #retrying<T>(target: Target, attempt: (url: URL) => Promise<T>, progressed?: () => boolean): Promise<T> {
    const sources = this.#sources.of(target.url, target.others)
    const policy = {
      sources,
      maxRetries: this.#maxRetries,
      delay: this.#options.retryDelay ?? 500,
      signal: target.signal,
      progressed,
      onFailure: (source: Source, error: DownloadError) => this.#sources.failed(source, error),
      onRetry: (error: DownloadError, pause: number) => {
        this.meter.countRetry()
        // One mirror that asks for a pause must not keep us from the others.
        if (error.retryAfter !== null && sources.length === 1) this.#transport.pace.hold(error.retryAfter)
        const fields = { url: displayUrl(target.url), code: error.code, params: error.params, pause: Math.round(pause) }
        this.#options.log?.debug(fields, 'download will be tried again')
      },
    }
    return await withRetries(policy, async (source) => {
      const result = await attempt(source.url)
      this.#sources.succeeded(source)
      return result
    })
  }

  async #downloadHttp(target: Target, request: DownloadRequest): Promise<DownloadResult> {
    const { tempDir, allowed, partials } = this.#options
    const onProgress = request.onProgress?.bind(request)
    const transfer = await FileTransfer.open({
      transport: this.#transport,
      target,
      tempDir,
      allowed,
      meter: this.meter,
      partials,
      onProgress,
    })
    try {
      return await this.#retrying(
        target,
        (url) => transfer.attempt(url),
        () => transfer.progressed,
      )
    } catch (error) {
      await transfer.abandon()
      throw error
    }
  }

  async #fetchOnce(target: Target, request: FetchRequest, url: URL): Promise<FetchResult<Buffer>> {
    const sink = new MemorySink(target)
    const exact = Object.keys(target.expected).length > 0 || target.expectedSize !== null
    const headers = {
      ...(exact ? {} : { 'accept-encoding': ACCEPTED_ENCODINGS }),
      ...(request.ifNoneMatch ? { 'if-none-match': request.ifNoneMatch } : {}),
      ...(request.ifModifiedSince ? { 'if-modified-since': request.ifModifiedSince } : {}),
      ...target.headers,
    }
    const plan = { url, headers, body: request.post, signal: target.signal }
    const answer = await this.#transport.send(plan, (head) => {
      if (head.status !== 200) return null
      assertAnnounced(target, contentLength(head.headers))
      return sink
    })
    const facts = factsOf(answer.url, answer.headers)
    const conditional = Boolean(request.ifNoneMatch ?? request.ifModifiedSince)
    assertWanted(answer, conditional ? [304] : [])
    if (answer.status === 304) return { ...facts, notModified: true, body: Buffer.alloc(0) }
    const body = await sink.body(header(answer.headers, 'content-encoding'))
    this.#check(target, body)
    return { ...facts, notModified: false, body }
  }

  #check(target: Target, body: Buffer): void {
    assertComplete(
      target,
      body.byteLength,
      digestsOf(body, this.#options.allowed, Object.keys(target.expected) as DigestName[]),
    )
  }

  #streamHttp(target: Target): Promise<StreamResult> {
    const ranged = Object.keys(target.headers).some((name) => name.toLowerCase() === 'range')
    const relay = new Relay(target, !ranged)
    return new Promise((resolve, reject) => {
      let opened = false
      const onOpen = (result: StreamResult): void => {
        opened = true
        resolve(result)
      }
      const transfer = new StreamTransfer({
        transport: this.#transport,
        target,
        relay,
        meter: this.meter,
        ranged,
        onOpen,
      })
      this.#retrying(
        target,
        (url) => transfer.attempt(url),
        () => transfer.progressed,
      ).catch((error: unknown) => {
        const ended = this.#ended(target, error) as Error
        if (opened) relay.destroy(ended)
        else reject(ended)
      })
    })
  }

  async #copyLocal(target: Target, request: DownloadRequest): Promise<DownloadResult> {
    const file = await this.#findLocal(target)
    const writer = TemporaryFile.create(this.#options.tempDir, this.#options.allowed)
    try {
      for await (const chunk of readLocalFile(file, target.signal)) {
        assertWithin(target, writer.size + (chunk as Buffer).byteLength)
        await writer.write(chunk as Buffer)
        request.onProgress?.(writer.size)
      }
      const done = await writer.finish((size, digests) => assertComplete(target, size, digests))
      return { file: done, ...file.facts }
    } catch (error) {
      await writer.discard()
      throw systemCode(error) === null ? error : toReadError(error, file.path)
    }
  }

  async #readLocal(target: Target): Promise<FetchResult<Buffer>> {
    const file = await this.#findLocal(target)
    const sink = new MemorySink(target)
    for await (const chunk of readLocalFile(file, target.signal)) sink.write(chunk as Buffer)
    const body = await sink.body(null)
    this.#check(target, body)
    return { ...file.facts, notModified: false, body }
  }

  async #streamLocal(target: Target): Promise<StreamResult> {
    const file = await this.#findLocal(target)
    const relay = new Relay(target, true)
    void relay.feed(readLocalFile(file, target.signal))
    return { ...file.facts, status: 200, size: file.size, body: relay }
  }

  async #findLocal(target: Target): Promise<LocalFile> {
    const file = await findLocalFile(target.url, this.#options.allowedImportPaths ?? [])
    assertAnnounced(target, file.size)
    return file
  }
}
