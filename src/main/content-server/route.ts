/** Gives each request its answer. */
import { createHash } from 'node:crypto'
import type { Engine } from '#engine/engine'
import type { ContentRequest } from '#engine/plugin/declaration'
import { MemorySource } from './byte-source.ts'
import type { Sender } from './body-cache.ts'
import { evaluate } from './conditional.ts'
import { type Exchange, OWN_PAGE_HEADERS } from './exchange.ts'
import type { Gate } from './gate.ts'
import { askHandler, askRoot, type BodyAnswer, contentRequest, sendBody } from './handler.ts'
import { renderListing } from './listing.ts'
import type { OnDemand } from './on-demand.ts'
import { PullThrough } from './pull-through.ts'
import type { PlainRequest } from './plain-request.ts'
import { wholeHeaders } from './representation.ts'
import { type Resolution, Resolver } from './resolve.ts'
import { sendRepresentation, type SizedRepresentation } from './send.ts'
import { sendCold } from './send-cold.ts'
import { DamagedFileError, SMALL, StoreReader } from './store-reader.ts'
import type { Site } from './site.ts'
import { type ColdFile, pulledFile, type StoredFile } from './stored-file.ts'

type Listing = Extract<Resolution, { kind: 'listing' }>
/** A resolution, or what a plugin made of it. */
type Answering = Exclude<Resolution, { kind: 'root' }> | { kind: 'made'; answer: BodyAnswer; site: null }
type SmallFile = Extract<Resolution, { kind: 'file' }> & { file: StoredFile }

/** What answers a plain request. */
export interface PlainAnswer {
  readonly file: StoredFile
  /** Null when the client has it already. */
  readonly body: Buffer | null
  /** Base path. */
  readonly distribution: string
  /** Whether it was remembered; null when that is not told. */
  readonly cached: boolean | null
}

type Handled = Extract<Resolution, { kind: 'handler' }>

export class Router {
  readonly #engine: Engine
  readonly #resolver: Resolver
  readonly #reader: StoreReader
  readonly #onDemand: OnDemand
  readonly #gate: Gate
  readonly #pullThrough: PullThrough
  readonly #tellsCache: boolean

  constructor(engine: Engine, onDemand: OnDemand, gate: Gate) {
    this.#gate = gate
    this.#engine = engine
    this.#tellsCache = engine.settings.CONTENT_CACHE_HEADER
    this.#resolver = new Resolver(engine)
    this.#reader = new StoreReader(engine)
    this.#onDemand = onDemand
    this.#pullThrough = new PullThrough(engine, onDemand)
  }

  /** Answers, at once where it can; `host` is the request's Host, which has been checked. */
  route(exchange: Exchange, host: string): void | Promise<void> {
    const resolution = this.#resolve(exchange)
    if (this.#tellsCache) exchange.cached = this.#resolver.wasKnown
    const guard = resolution.site?.distribution.content_guard_id ?? null
    if (guard === null) return this.#try(exchange, host, resolution)
    exchange.distribution = resolution.site?.distribution.base_path ?? null
    // Asked on every request, and before anything tells whether the path exists.
    return this.#gate.mayPass(guard, exchange).then((passes) => {
      if (passes) return this.#try(exchange, host, this.#resolve(exchange), guard)
      exchange.text(403, 'This distribution is protected, and this request may not pass')
    })
  }

  /** The small file that answers a plain request, where it is at hand and open to everybody; else null. */
  plain({ path, conditions }: PlainRequest, sender: Sender): PlainAnswer | null {
    const resolution = this.#resolver.resolve(path, isSmallFile)
    if (!isSmallFile(resolution)) return null
    const { file, site } = resolution
    const cached = this.#tellsCache ? this.#resolver.wasKnown : null
    const verdict = conditions === null ? 'send' : evaluate(conditions, file)
    const body = verdict === 'send' ? this.#atOnce(file, sender) : null
    if (body === null && verdict !== 'not-modified') return null
    return { file, body, distribution: site.distribution.base_path, cached }
  }

  /** A damaged file is not told here: whoever answers in its place looks again. */
  #atOnce(file: StoredFile, sender: Sender): Buffer | null {
    try {
      return this.#reader.atOnce(file, sender)
    } catch (error) {
      if (error instanceof DamagedFileError) return null
      throw error
    }
  }

  /** What answers, with the detour over a plugin where the path is below a root of one. */
  #resolve(exchange: Exchange, again = false): Answering {
    const { path } = exchange
    const resolution = again ? this.#resolver.resolveAgain(path) : this.#resolver.resolve(path)
    if (resolution.kind !== 'root') return resolution
    const answer = askRoot(this.#engine, exchange, resolution.root, resolution.path)
    if (answer === null) return { kind: 'refused', status: 404, site: null }
    if (answer.kind === 'body') return { kind: 'made', answer, site: null }
    const found = this.#resolver.at(answer.basePath, answer.path, again)
    // A distribution is never below a root.
    return found.kind === 'root' ? { kind: 'refused', status: 404, site: null } : found
  }

  /** @param passed the guard that let the request pass */
  #try(exchange: Exchange, host: string, resolution: Answering, passed: string | null = null): void | Promise<void> {
    // The guard may have been replaced while it was asked.
    if ((resolution.site?.distribution.content_guard_id ?? null) !== passed) return this.route(exchange, host)
    try {
      const pending = this.#answer(exchange, host, resolution)
      return pending?.catch((error: unknown) => this.#again(exchange, host, error))
    } catch (error) {
      return this.#again(exchange, host, error)
    }
  }

  /** A file that was here a moment ago may have been reclaimed since: what the catalogue says now is tried once. */
  #again(exchange: Exchange, host: string, error: unknown): void | Promise<void> {
    if (!(error instanceof DamagedFileError) || exchange.response.headersSent) throw error
    return this.#answer(exchange, host, this.#resolve(exchange, true))
  }

  #answer(exchange: Exchange, host: string, resolution: Answering): void | Promise<void> {
    exchange.distribution = resolution.site?.distribution.base_path ?? null
    switch (resolution.kind) {
      case 'file':
        return this.#sendFile(exchange, resolution.file)
      case 'handler':
        return this.#askHandler(exchange, host, resolution)
      case 'listing':
        return this.#sendListing(exchange, resolution)
      case 'made':
        return sendBody(exchange, resolution.answer, true)
      case 'redirect':
        return exchange.redirect(resolution.location)
      case 'refused':
        return refuse(exchange, resolution.status)
    }
  }

  #sendFile(exchange: Exchange, file: StoredFile | ColdFile): void | Promise<void> {
    if (file.kind === 'cold')
      return sendCold(exchange, file, this.#onDemand, (stored) => this.#sendStored(exchange, stored))
    return this.#sendStored(exchange, file)
  }

  #sendStored(exchange: Exchange, file: StoredFile): void | Promise<void> {
    // Most requests are plain ones for small files; they are answered without a detour.
    const bytes = isPlain(exchange) ? this.#reader.atOnce(file, exchange) : null
    if (bytes) return exchange.answer(200, wholeHeaders(file), bytes)
    return sendRepresentation(exchange, file, () => this.#reader.open(file, exchange))
  }

  #askHandler(exchange: Exchange, host: string, { site, path }: Handled): void | Promise<void> {
    const request = contentRequest(this.#engine, exchange, site, path, host)
    const here = (): void | Promise<void> => this.#askHere(exchange, host, site, request)
    if (this.#pullThrough.when(site, path) === 'first' && !exchange.onlyIfCached)
      return this.#pull(exchange, site, request, here)
    return here()
  }

  /** What the plugin makes of what is here, else a file of the site, else (where the distribution has a remote) what upstream has. */
  #askHere(exchange: Exchange, host: string, site: Site, request: ContentRequest): void | Promise<void> {
    const answer = askHandler(this.#engine, site, request)
    if (answer?.kind === 'body') {
      return sendBody(exchange, answer, site.declaration.isMutable?.(request.path) ?? false)
    }
    if (answer) {
      const file = this.#resolver.fileOfVersion(site, answer.relativePath, answer.contentType)
      return file ? this.#sendFile(exchange, file) : exchange.notFound()
    }
    const resolution = this.#resolver.withoutHandler(site, request.path) as Answering
    if (resolution.kind !== 'refused' || this.#pullThrough.when(site, request.path) !== 'missing') {
      return this.#answer(exchange, host, resolution)
    }
    return this.#pull(exchange, site, request, () =>
      exchange.onlyIfCached ? exchange.notStored() : exchange.notFound(),
    )
  }

  async #pull(
    exchange: Exchange,
    site: Site,
    request: ContentRequest,
    otherwise: () => void | Promise<void>,
  ): Promise<void> {
    exchange.waitPatiently()
    const answer = await this.#pullThrough.answer(site, request, exchange.onlyIfCached)
    exchange.assertPresent()
    if (answer === null) return await otherwise()
    if (answer.kind === 'body') return await sendBody(exchange, answer, true)
    if (answer.kind === 'file')
      return await this.#pullThrough.send(exchange, site, answer, (stored) => this.#sendStored(exchange, stored))
    const saved = await this.#pullThrough.save(answer.unit)
    // The file is fetched to its end even when this client leaves.
    this.#pullThrough.keep(site, saved)
    await this.#sendFile(exchange, pulledFile(this.#engine.catalogue, site, request.path, saved.contentArtifactId))
  }

  /** Adds to repositories what was fetched for clients. */
  close(): void {
    this.#pullThrough.close()
  }

  async #sendListing(exchange: Exchange, { folder, entries, hasParent }: Listing): Promise<void> {
    const body = Buffer.from(renderListing(folder, entries, hasParent))
    const one: SizedRepresentation = {
      size: body.byteLength,
      etag: `"${createHash('sha256').update(body).digest('hex')}"`,
      lastModified: null,
      contentType: 'text/html; charset=utf-8',
      mutable: true,
      guard: OWN_PAGE_HEADERS,
    }
    await sendRepresentation(exchange, one, async () => new MemorySource(body))
  }
}

function isPlain({ head, request: { headers } }: Exchange): boolean {
  return (
    !head &&
    headers.range === undefined &&
    headers['if-none-match'] === undefined &&
    headers['if-modified-since'] === undefined &&
    headers['if-match'] === undefined &&
    headers['if-unmodified-since'] === undefined
  )
}

function refuse(exchange: Exchange, status: 400 | 404): void {
  if (status === 404) exchange.notFound()
  else exchange.text(400, 'The path is not valid UTF-8')
}

function isSmallFile(resolution: Resolution): resolution is SmallFile {
  if (resolution.kind !== 'file' || resolution.site.distribution.content_guard_id !== null) return false
  return resolution.file.kind === 'stored' && resolution.file.size <= SMALL
}
