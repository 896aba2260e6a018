/** What a first stage declares: units that should be in the version, and where their files come from. */
import type { Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { RemoteInstance } from '../db/masters.ts'
import type { AnyModel, BaseRow, Model } from '../db/model.ts'

/** A unit of content, in memory until a stage finds or saves it; then `pulp_id` is set. */
export interface Unit {
  readonly model: AnyModel
  /** Columns of the unit; the natural key must be complete. */
  readonly values: Record<string, unknown>
  pulp_id: string | null
  /** Whether this sync has saved it: its row is what `values` say. */
  isNew: boolean
}

/** A unit in memory only. */
export function unit<Row extends BaseRow, Insert extends Record<string, unknown>>(
  model: Model<Row, Insert>,
  values: Insert,
): Unit {
  return { model: model, values, pulp_id: null, isNew: false }
}

/** A file in memory only, known by what upstream says of it; `id` is set once it is stored. */
export interface ArtifactDraft {
  digests: Digests
  /** Bytes, null when unknown. */
  size: number | null
  id: string | null
}

export interface DeclarativeArtifactOptions {
  artifact?: Partial<ArtifactDraft>
  /** Where to fetch it; several are mirrors, tried in order. */
  url?: string
  urls?: readonly string[]
  /** Where it is published. */
  relativePath: string
  remote?: RemoteInstance
  /** A file that is here already and need not be fetched. */
  file?: TemporaryFile
  extraData?: Record<string, unknown>
  /** Leave the file at upstream until somebody asks for it (on-demand). */
  deferredDownload?: boolean
}

/** Relates a file, how to fetch it, and the path at which it is published. */
export class DeclarativeArtifact {
  readonly artifact: ArtifactDraft
  readonly urls: readonly string[]
  readonly relativePath: string
  readonly remote: RemoteInstance | null
  readonly extraData: Record<string, unknown>
  readonly deferredDownload: boolean
  /** The verified file between download and store. */
  file: TemporaryFile | null
  contentArtifactId: string | null = null
  /** Gives back the room that the download of the unit's files took; set on one of them. */
  releaseRoom: (() => void) | null = null

  /** @throws StillwaterError `path.invalid`; TypeError when neither an address nor a file is given */
  constructor(options: DeclarativeArtifactOptions) {
    const problem = relativePathProblem(options.relativePath)
    if (problem) throw new StillwaterError('path.invalid', { path: options.relativePath, problem }, { status: 400 })
    this.artifact = {
      digests: options.artifact?.digests ?? {},
      size: options.artifact?.size ?? null,
      id: options.artifact?.id ?? null,
    }
    this.urls = options.urls ?? (options.url === undefined ? [] : [options.url])
    this.relativePath = options.relativePath
    this.remote = options.remote ?? null
    this.file = options.file ?? null
    this.extraData = options.extraData ?? {}
    this.deferredDownload = options.deferredDownload ?? false
    if (!this.artifact.id && !this.file && (this.urls.length === 0 || !this.remote)) {
      throw new TypeError('an artifact that is not here needs an address and a remote')
    }
  }

  /** Lets go of what was fetched. */
  async dropFile(): Promise<void> {
    const { file } = this
    this.file = null
    await file?.discard()
    this.release()
  }

  /** Gives the room of the download back, once. */
  release(): void {
    this.releaseRoom?.()
    this.releaseRoom = null
  }
}

export interface DeclarativeContentOptions {
  content: Unit
  dArtifacts?: readonly DeclarativeArtifact[]
  extraData?: Record<string, unknown>
  /** What filters may call the unit besides its paths, such as the name of a package. */
  names?: readonly string[]
  /** False for units that others wait for: no stage holds them back to fill a batch. */
  doesBatch?: boolean
}

/** Relates a unit and its files. */
export class DeclarativeContent {
  readonly content: Unit
  readonly dArtifacts: readonly DeclarativeArtifact[]
  readonly extraData: Record<string, unknown>
  readonly names: readonly string[]
  readonly doesBatch: boolean
  /** Made when somebody waits: most units nobody ever does. */
  private waiting: PromiseWithResolvers<Unit> | null = null
  /** What became of the unit; null while it is under way. */
  private outcome: { error: unknown } | 'saved' | null = null
  private thaw: (() => void) | null = null
  private carrier: AbortSignal | null = null

  /** @throws StillwaterError `path.duplicate` when two files of the unit are published at one path */
  constructor(options: DeclarativeContentOptions) {
    assertDistinctPaths(options.dArtifacts ?? [])
    this.content = options.content
    this.dArtifacts = options.dArtifacts ?? []
    this.extraData = options.extraData ?? {}
    this.names = options.names ?? []
    this.doesBatch = options.doesBatch ?? true
  }

  /**
   * Waits for the unit to be saved and answers it with its id. Makes every stage that holds it pass its batch on. Rejects with what ended
   * the pipeline when it ends before.
   */
  resolution(): Promise<Unit> {
    if (!this.waiting) {
      this.waiting = Promise.withResolvers<Unit>()
      // Whoever asked may have gone when the pipeline fails; that is no unhandled rejection.
      this.waiting.promise.catch(() => undefined)
      if (this.outcome) this.tell()
      else this.watchCarrier()
    }
    this.thaw?.()
    return this.waiting.promise
  }

  /** Called by the stage that hands the unit over: the signal tells that its pipeline has ended. */
  carriedBy(signal: AbortSignal): void {
    if (this.carrier) return
    this.carrier = signal
    if (this.waiting) this.watchCarrier()
  }

  private watchCarrier(): void {
    const { carrier } = this
    if (carrier?.aborted) this.reject(carrier.reason)
    else carrier?.addEventListener('abort', this, { once: true })
  }

  /** The pipeline has ended. */
  handleEvent(): void {
    this.reject(this.carrier?.reason)
  }

  /** Whether the stage holding it should not wait for more. */
  get urgent(): boolean {
    return this.waiting !== null || !this.doesBatch
  }

  /** The stage that holds the unit now asks to be told when somebody waits for it. */
  heldBy(thaw: (() => void) | null): void {
    this.thaw = thaw
  }

  resolve(): void {
    this.settle('saved')
  }

  reject(reason: unknown): void {
    this.settle({ error: reason })
  }

  private settle(outcome: { error: unknown } | 'saved'): void {
    if (this.outcome) return
    this.outcome = outcome
    if (this.waiting) this.tell()
  }

  private tell(): void {
    this.carrier?.removeEventListener('abort', this)
    if (this.outcome === 'saved') this.waiting?.resolve(this.content)
    else this.waiting?.reject(this.outcome?.error)
  }
}

function assertDistinctPaths(artifacts: readonly DeclarativeArtifact[]): void {
  if (artifacts.length < 2) return
  const seen = new Set<string>()
  for (const { relativePath: path } of artifacts) {
    if (seen.has(path)) throw new StillwaterError('path.duplicate', { path }, { status: 400 })
    seen.add(path)
  }
}
