import type { DownloaderPool } from '../download/downloader-pool.ts'
import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { ArtifactBudget } from './artifact-budget.ts'
import type { DeclarativeArtifact, DeclarativeContent } from './declarative.ts'
import { Stage } from './stage.ts'

/**
 * Fetches the files that are not here and not deferred, several units at a time. Each arrives verified or the pipeline fails. Units
 * leave in the order in which their files are complete.
 */
export class ArtifactDownloader extends Stage {
  private readonly context: TaskContext
  private readonly pool: DownloaderPool
  private readonly budget: ArtifactBudget
  private files: ProgressReport | null = null
  private bytes: ProgressReport | null = null

  constructor(context: TaskContext, pool: DownloaderPool, budget: ArtifactBudget) {
    super()
    this.context = context
    this.pool = pool
    this.budget = budget
  }

  async run(): Promise<void> {
    const limit = this.context.settings.MAX_CONCURRENT_CONTENT
    const active = new Set<Promise<void>>()
    let failure: { error: unknown } | null = null
    for await (const item of this.items()) {
      const wanted = item.dArtifacts.filter((one) => !one.artifact.id && !one.file && !one.deferredDownload)
      if (wanted.length === 0) {
        await this.put(item)
        continue
      }
      const work = this.fetchUnit(item, wanted)
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => active.delete(work))
      active.add(work)
      while (active.size >= limit && !failure) await Promise.race(active)
      if (failure) break
    }
    await Promise.all(active)
    if (failure) throw (failure as { error: unknown }).error
    this.files?.finish()
    this.bytes?.finish()
  }

  private async fetchUnit(item: DeclarativeContent, wanted: readonly DeclarativeArtifact[]): Promise<void> {
    this.announce(wanted)
    await Promise.all(wanted.map((one) => this.fetchFile(one)))
    await this.put(item)
  }

  private announce(wanted: readonly DeclarativeArtifact[]): void {
    this.files ??= this.context.progress({
      message: 'Downloading Artifacts',
      code: 'sync.downloading.artifacts',
      total: 0,
    })
    this.bytes ??= this.context.progress({
      message: 'Downloading Bytes',
      code: 'sync.downloading.bytes',
      suffix: 'bytes',
      total: 0,
    })
    this.files.total = (this.files.total ?? 0) + wanted.length
    for (const { artifact } of wanted) {
      // One file of unknown size makes the total unknown for good: a bar must not promise what it cannot know.
      this.bytes.total = artifact.size === null || this.bytes.total === null ? null : this.bytes.total + artifact.size
    }
  }

  private async fetchFile(one: DeclarativeArtifact): Promise<void> {
    const reserved = one.artifact.size ?? 0
    await this.budget.acquire(reserved, this.signal)
    one.extraData.budget = reserved
    let seen = 0
    const file = await this.pool.downloadFirst(one, this.signal, (received) => {
      this.bytes?.increment(received - seen)
      seen = received
    })
    one.file = file
    this.bytes?.increment(file.size - seen)
    this.files?.increment()
  }
}
