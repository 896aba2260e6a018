import { DownloaderPool } from '../download/downloader-pool.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import { newVersion } from '../repository/new-version.ts'
import type { VersionRef } from '../repository/version.ts'
import type { VersionBuilder } from '../repository/version-builder.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { ArtifactBudget } from './artifact-budget.ts'
import { ArtifactDownloader } from './artifact-downloader.ts'
import { ArtifactSaver } from './artifact-saver.ts'
import { ContentAssociation } from './content-association.ts'
import { ContentSaver } from './content-saver.ts'
import type { DeclarativeContent } from './declarative.ts'
import type { ExpectedDownload } from './download-progress.ts'
import { EndStage } from './end-stage.ts'
import { createPipeline } from './pipeline.ts'
import { QueryExistingArtifacts } from './query-existing-artifacts.ts'
import { QueryExistingContents } from './query-existing-contents.ts'
import { RemoteArtifactSaver } from './remote-artifact-saver.ts'
import { ResolveContentFutures } from './resolve-content-futures.ts'
import type { Stage } from './stage.ts'

const MEGABYTE = 1_000_000

export interface DeclarativeVersionOptions {
  /** Whether units that the first stage does not declare leave the version. */
  mirror?: boolean
  /** Facts to keep with the version; read when the pipeline has ended. */
  info?: () => Record<string, unknown>
  /** What will be declared for download, once the metadata says so: the bars then show their whole total from the beginning. */
  expected?: ExpectedDownload
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
  private readonly info: () => Record<string, unknown>

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
  }

  /** The stages in their order; a plugin may override this to put its own between them. */
  protected pipelineStages(version: VersionBuilder, pool: DownloaderPool): Stage[] {
    const { settings } = this.context
    const budget = new ArtifactBudget(settings.SYNC_MAX_IN_FLIGHT_MB * MEGABYTE, settings.MAX_CONCURRENT_CONTENT)
    return [
      this.firstStage,
      new QueryExistingArtifacts(this.context),
      new ArtifactDownloader(this.context, pool, budget, this.expected),
      new ArtifactSaver(this.context, budget),
      new QueryExistingContents(this.context),
      new ContentSaver(this.context),
      new RemoteArtifactSaver(this.context),
      new ResolveContentFutures(),
      new ContentAssociation(this.context, version, this.mirror),
      new EndStage(),
    ]
  }

  /** Runs the pipeline. Answers the new version, or null when nothing changed. @throws StillwaterError `storage.low_space` */
  async create(): Promise<VersionRef | null> {
    const pool = new DownloaderPool(this.context, this.context.tempDir)
    try {
      await pool.space.acquire()
      return await newVersion(this.context, this.repository, {}, async (version) => {
        await createPipeline(this.pipelineStages(version, pool), { signal: this.context.signal })
        version.info = this.info()
      })
    } finally {
      await pool.close()
    }
  }
}

export type { DeclarativeContent }
