import { isDeepStrictEqual } from 'node:util'
import { DownloaderPool } from '../download/downloader-pool.ts'
import type { RemoteInstance, RepositoryInstance } from '../db/masters.ts'
import type { SyncInput } from '../plugin/declaration.ts'
import { newVersion } from '../repository/new-version.ts'
import { latestVersion, type VersionRef } from '../repository/version.ts'
import type { VersionBuilder } from '../repository/version-builder.ts'
import {
  type KeptMetadata,
  keepVersionMetadata,
  linkVersionMetadata,
  type MetadataFile,
  metadataOfVersion,
} from '../repository/version-metadata.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { ArtifactBudget } from './artifact-budget.ts'
import { ArtifactDownloader } from './artifact-downloader.ts'
import { ArtifactSaver } from './artifact-saver.ts'
import { ContentAssociation } from './content-association.ts'
import { ContentSaver } from './content-saver.ts'
import type { DeclarativeContent } from './declarative.ts'
import type { ExpectedDownload } from './download-progress.ts'
import { EndStage } from './end-stage.ts'
import { FilterContent } from './filter-content.ts'
import { createPipeline } from './pipeline.ts'
import { Quarantine, type QuarantineResult } from './quarantine.ts'
import { QueryExistingArtifacts } from './query-existing-artifacts.ts'
import { QueryExistingContents } from './query-existing-contents.ts'
import { RemoteArtifactSaver } from './remote-artifact-saver.ts'
import { ResolveContentFutures } from './resolve-content-futures.ts'
import type { Stage } from './stage.ts'
import { rememberSync, type SyncFacts } from './sync-state.ts'

const MEGABYTE = 1_000_000

export interface DeclarativeVersionOptions {
  /** Whether units that the first stage does not declare leave the version. */
  mirror?: boolean
  /**
   * For a first stage that declares only what has changed since the last sync (`followsLastSync`): asked when it has ended, which units a
   * mirror loses unless they were declared.
   */
  leaving?: () => Promise<readonly string[]>
  /** Facts to keep with the version; read when the pipeline has ended. */
  info?: () => Record<string, unknown>
  /** What will be declared for download, once the metadata says so: the bars then show their whole total from the beginning. */
  expected?: ExpectedDownload
  /**
   * Upstream's index files to keep with the version, for bit-exact publications; asked when the pipeline has ended, with the version as it
   * is then. Null unless that holds exactly what they list.
   */
  metadata?: (version: VersionBuilder) => readonly MetadataFile[] | null
  /** The sync it is for. Without one, nothing is set aside and nothing remembered. */
  sync?: DeclaredSync
}

export interface DeclaredSync {
  remote: RemoteInstance
  input: SyncInput
  /** Upstream's metadata and the plugin's own settings, for `skipUnchanged` to compare next time. */
  facts: SyncFacts
}

/**
 * Makes a version from a stream of declared content: fetches what is missing, saves what is new, associates all of it. The task holds
 * the repository exclusively. Source: pulpcore.plugin.stages.DeclarativeVersion.
 */
export class DeclarativeVersion {
  protected readonly context: TaskContext
  protected readonly firstStage: Stage
  protected readonly repository: RepositoryInstance
  protected readonly mirror: boolean
  protected readonly expected: ExpectedDownload | null
  /** Where units go whose files cannot be had. */
  protected readonly quarantine: Quarantine
  private readonly sync: DeclaredSync | null
  private readonly leaving: (() => Promise<readonly string[]>) | null
  private readonly info: () => Record<string, unknown>
  private readonly metadata: NonNullable<DeclarativeVersionOptions['metadata']>
  private kept: readonly KeptMetadata[] = []
  /** Whether the index files that are kept are others than before, when the content is the same. */
  metadataChanged = false

  constructor(
    context: TaskContext,
    firstStage: Stage,
    repository: RepositoryInstance,
    options: DeclarativeVersionOptions = {},
  ) {
    this.context = context
    this.firstStage = firstStage
    this.repository = repository
    this.mirror = options.mirror ?? false
    this.expected = options.expected ?? null
    this.info = options.info ?? (() => ({}))
    this.metadata = options.metadata ?? (() => null)
    this.sync = options.sync ?? null
    this.leaving = options.leaving ?? null
    const wanted = this.sync ? (this.sync.input.quarantine ?? repository.quarantine) : false
    this.quarantine = new Quarantine(context, repository, wanted, this.expected?.files)
  }

  /** The stages in their order; a plugin may override this to put its own between them. */
  protected pipelineStages(version: VersionBuilder, pool: DownloaderPool): Stage[] {
    const { settings } = this.context
    const budget = new ArtifactBudget(settings.SYNC_MAX_IN_FLIGHT_MB * MEGABYTE, settings.MAX_CONCURRENT_CONTENT)
    return [
      this.firstStage,
      new FilterContent(this.context),
      new QueryExistingArtifacts(this.context),
      new ArtifactDownloader(this.context, pool, budget, this.expected, this.quarantine),
      new ArtifactSaver(this.context, budget),
      new QueryExistingContents(this.context),
      new ContentSaver(this.context),
      new RemoteArtifactSaver(this.context),
      new ResolveContentFutures(),
      new ContentAssociation(this.context, version, this.mirror, this.quarantine, this.leaving),
      new EndStage(),
    ]
  }

  /**
   * Runs the pipeline. Answers the new version, or null when nothing changed.
   * @throws StillwaterError `storage.low_space`, `sync.too_many_failures`
   */
  async create(): Promise<VersionRef | null> {
    const pool = new DownloaderPool(this.context, this.context.tempDir)
    try {
      await pool.space.acquire()
      const made = await newVersion(this.context, this.repository, {}, async (version) => {
        await createPipeline(this.pipelineStages(version, pool), { signal: this.context.signal })
        this.quarantine.settle()
        version.info = this.info()
        await this.keep(version)
      })
      if (!made) this.keepForLatest()
      this.remember()
      return made
    } finally {
      await pool.close()
    }
  }

  private async keep(version: VersionBuilder): Promise<void> {
    const files = this.metadata(version)
    if (!files) return
    await keepVersionMetadata(this.context, version.id, files)
    this.kept = metadataOfVersion(this.context.catalogue, version.id)
  }

  /** The same units under other index files (a new signature, say) make no version: the newest one gets them. */
  private keepForLatest(): void {
    const { catalogue } = this.context
    const { id } = latestVersion(catalogue, this.repository.pulp_id)
    if (this.kept.length === 0 || isDeepStrictEqual(metadataOfVersion(catalogue, id), this.kept)) return
    linkVersionMetadata(catalogue, id, this.kept)
    this.metadataChanged = true
  }

  /** What the sync set aside, for the result of its task. */
  get result(): QuarantineResult {
    return this.quarantine.result
  }

  private remember(): void {
    if (!this.sync) return
    const { remote, input, facts } = this.sync
    this.context.catalogue.transaction(() => {
      this.quarantine.save([remote.pulp_id])
      rememberSync(this.context.catalogue, this.repository, remote, input, facts, this.leaving !== null)
    })
  }
}

export type { DeclarativeContent }
