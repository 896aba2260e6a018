/** One file on its way from an upstream to everybody who waits for it, and into the store. */
import { type Artifact, saveArtifacts } from '#engine/artifact/artifact'
import { createHasher, usableDigests } from '#engine/artifact/hash'
import { assertAsExpected, TemporaryFile } from '#engine/artifact/temporary-file'
import type { RemotePolicy } from '#engine/db/table/master'
import type { Downloader } from '#engine/download/downloader'
import type { BaseRequest } from '#engine/download/types'
import type { Engine } from '#engine/engine'
import type { Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { GrowingFile } from './growing-file.ts'
import type { Shareable } from './single-flight.ts'
import { type FailureKind, failureKindOf, type Source, UnavailableError } from './source.ts'
import type { Upstreams } from './upstreams.ts'

export interface FlightPlan {
  /** For messages. */
  readonly name: string
  readonly tempDir: string
  readonly upstreams: Upstreams
  /** To be tried in this order. */
  readonly sources: readonly Source[]
  /** Outcomes of sources that are not tried now. */
  readonly skipped: readonly FailureKind[]
  /** A stored file that is the one, tied to where it is wanted; null when it has to be fetched. */
  find(): Artifact | null
  /** Ties the file to where it is wanted, in the transaction that records it. */
  link(artifact: Artifact): void
  /** Makes more of the file when it is stored. */
  stored?(artifact: Artifact): Promise<void>
  /** Whether what lies at an address, to which upstream may have led us, can be the file. */
  accepts?(url: string): boolean
  /** Told before each request to an upstream. */
  onFetch(): void
  /** Told of every source that gave nothing. */
  onFailure(source: Source, kind: FailureKind, error: unknown): void
}

interface Milestone {
  readonly promise: Promise<void>
  reach(): void
  miss(error: unknown): void
}

function milestone(): Milestone {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {})
  return { promise, reach: resolve, miss: reject }
}

export class Flight implements Shareable {
  /** Settles when the work is over: the file is stored, dropped, or not to be had. */
  readonly ended: Promise<void>
  /** A stored file that turned out to be the one; then nothing is fetched. */
  artifact: Artifact | null = null
  /** Digests, once all bytes are here and right. */
  digests: Digests | null = null
  /** Bytes, as far as anybody says. */
  size: number | null = null
  /** What the digest must turn out to be, where the source says. */
  sha256: string | null = null
  readonly #engine: Engine
  readonly #plan: FlightPlan
  readonly #ready = milestone()
  readonly #verified = milestone()
  readonly #abort = new AbortController()
  #file: GrowingFile | null = null
  #passengers = 0
  #policy: RemotePolicy | null = null
  #over = false
  #kept = false

  constructor(engine: Engine, plan: FlightPlan) {
    this.#engine = engine
    this.#plan = plan
    this.ended = this.#run()
    this.ended.catch(() => {})
  }

  /** Resolves when an answer can be begun: the first bytes are here, or the file was stored already. @throws UnavailableError */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Resolves when every byte is here and right. @throws UnavailableError */
  get verified(): Promise<void> {
    return this.#verified.promise
  }

  /** What has come so far; there when it is ready. The last chunk joins only after the digests were checked. */
  get file(): GrowingFile {
    if (!this.#file) throw new TypeError('asked for before it was ready')
    return this.#file
  }

  board(): void {
    this.#passengers += 1
  }

  /** Answers whether the flight is given up: nobody is left, and it would not be kept. */
  leave(): boolean {
    this.#passengers -= 1
    if (this.#passengers > 0) return false
    if (this.#over) this.#dispose()
    else if (this.#policy === 'streamed') {
      this.cancel()
      return true
    }
    return false
  }

  cancel(): void {
    this.#abort.abort()
  }

  async #run(): Promise<void> {
    try {
      if (!this.#findStored()) await this.#fetchFromAny()
    } catch (error) {
      this.#ready.miss(error)
      this.#verified.miss(error)
      this.#file?.fail(error as Error)
      throw error
    } finally {
      this.#over = true
      if (this.#passengers === 0) this.#dispose()
    }
  }

  #findStored(): boolean {
    this.artifact = this.#plan.find()
    if (!this.artifact) return false
    this.#ready.reach()
    return true
  }

  async #fetchFromAny(): Promise<void> {
    const kinds = [...this.#plan.skipped]
    for (const source of this.#plan.sources) {
      try {
        this.#policy = source.policy
        await this.#plan.upstreams.use(source.remoteId, (downloader) => this.#fetch(source, downloader))
        return
      } catch (error) {
        this.#abort.signal.throwIfAborted()
        const kind = failureKindOf(error)
        kinds.push(kind)
        this.#plan.onFailure(source, kind, error)
        // Clients that hold a part of it cannot be given the rest of another.
        if (kind === 'local' || (this.#file && this.#file.size > 0)) break
        await this.#file?.dispose(false)
        this.#file = null
      }
    }
    throw new UnavailableError(kinds)
  }

  async #fetch(source: Source, downloader: Downloader): Promise<void> {
    const { settings } = this.#engine
    const { signal } = this.#abort
    const expected = usableDigests(source.digests, settings.ALLOWED_CONTENT_CHECKSUMS)
    const request: BaseRequest = { url: source.url, expected, name: this.#plan.name, signal }
    if (source.size !== null) request.expectedSize = source.size
    this.#plan.onFetch()
    const { body, size, url } = await downloader.stream(request)
    if (this.#plan.accepts?.(url) === false) {
      body.destroy()
      throw new StillwaterError('download.file_missing', { path: url }, { status: 404 })
    }
    this.size = source.size ?? size
    this.sha256 = expected.sha256 ?? null
    const file = await GrowingFile.create(this.#plan.tempDir).catch((error: unknown) => {
      body.destroy()
      throw error
    })
    this.#file = file
    this.digests = await this.#receive(body, file, { digests: expected, size: this.size ?? undefined })
    file.complete()
    this.#ready.reach()
    this.#verified.reach()
    await this.#store(source, file, this.digests)
  }

  /** Takes the body in; what came last is held back until the whole is known to be right. */
  async #receive(
    body: AsyncIterable<Buffer>,
    file: GrowingFile,
    expected: { digests: Digests; size: number | undefined },
  ): Promise<Digests> {
    const hasher = createHasher(this.#engine.settings.ALLOWED_CONTENT_CHECKSUMS)
    let held: Buffer | null = null
    let size = 0
    for await (const chunk of body) {
      if (chunk.byteLength === 0) continue
      hasher.update(chunk)
      size += chunk.byteLength
      if (held) {
        await file.append(held)
        this.#ready.reach()
      }
      held = chunk
    }
    const digests = hasher.digests()
    assertAsExpected(this.#plan.name, expected, { digests, size })
    if (held) await file.append(held)
    return digests
  }

  /**
   * Keeps the file unless the remote's files are only to pass through, or nothing tells that this is all of it. The clients have it by then, so a
   * full disk is only logged.
   */
  async #store(source: Source, file: GrowingFile, digests: Digests): Promise<void> {
    const isWhole = this.size !== null || Object.keys(source.digests).length > 0
    if (this.#policy === 'streamed' || !isWhole) return
    const { name } = this.#plan
    try {
      const [artifact] = await saveArtifacts(
        this.#engine,
        [new TemporaryFile(file.path, file.size, digests)],
        ([one]) => {
          if (one) this.#plan.link(one)
        },
      )
      this.#kept = true
      if (artifact) await this.#plan.stored?.(artifact)
    } catch (error) {
      this.#engine.log.error({ err: error, name, url: source.url }, 'a fetched file could not be stored')
    }
  }

  #dispose(): void {
    const file = this.#file
    if (!file) return
    file.dispose(this.#kept).catch((error: unknown) => {
      this.#engine.log.warn({ err: error, path: file.path }, 'a temporary file could not be removed')
    })
  }
}
