import type { DownloaderPool } from '../download/downloader-pool.ts'
import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { ArtifactBudget } from './artifact-budget.ts'
import type { DeclarativeArtifact } from './declarative.ts'
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
    await this.eachItem(this.context.settings.MAX_CONCURRENT_CONTENT, async (item, signal) => {
      const wanted = item.dArtifacts.filter((one) => !one.artifact.id && !one.file && !one.deferredDownload)
      if (wanted.length > 0) await this.fetchUnit(wanted, signal)
      await this.put(item)
    })
    this.files?.finish()
    this.bytes?.finish()
  }

  /** Makes room for all files of a unit at once: they are stored together, so none of them gives its room back before the last is here. */
  private async fetchUnit([first, ...others]: readonly DeclarativeArtifact[], signal: AbortSignal): Promise<void> {
    if (!first) return
    const wanted = [first, ...others]
    this.announce(wanted)
    const reserved = wanted.reduce((bytes, { artifact }) => bytes + (artifact.size ?? 0), 0)
    await this.budget.acquire(reserved, signal)
    first.extraData.budget = reserved
    if (others.length === 0) return await this.fetchFile(first, signal)
    const stop = new AbortController()
    const all = AbortSignal.any([signal, stop.signal])
    await Promise.all(wanted.map((one) => this.fetchFile(one, all).catch((error: unknown) => stop.abort(error))))
    stop.signal.throwIfAborted()
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

  private async fetchFile(one: DeclarativeArtifact, signal: AbortSignal): Promise<void> {
    let seen = 0
    const file = await this.pool.downloadFirst(one, signal, (received) => {
      this.bytes?.increment(received - seen)
      seen = received
    })
    one.file = file
    this.bytes?.increment(file.size - seen)
    this.files?.increment()
  }
}
