import type { DownloaderPool } from '../download/downloader-pool.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { ArtifactBudget } from './artifact-budget.ts'
import type { DeclarativeArtifact, DeclarativeContent } from './declarative.ts'
import { DownloadProgress, type ExpectedDownload } from './download-progress.ts'
import type { Quarantine } from './quarantine.ts'
import { Stage } from './stage.ts'

/**
 * Fetches the files that are not here and not deferred, several units at a time. Each arrives verified, or its unit is set aside where
 * there is a quarantine, or the pipeline fails. Units leave in the order in which their files are complete.
 */
export class ArtifactDownloader extends Stage {
  private readonly context: TaskContext
  private readonly pool: DownloaderPool
  private readonly budget: ArtifactBudget
  private readonly progress: DownloadProgress
  private readonly quarantine: Quarantine | null

  constructor(
    context: TaskContext,
    pool: DownloaderPool,
    budget: ArtifactBudget,
    expected: ExpectedDownload | null = null,
    quarantine: Quarantine | null = null,
  ) {
    super()
    this.quarantine = quarantine
    this.progress = new DownloadProgress(context, expected)
    this.context = context
    this.pool = pool
    this.budget = budget
  }

  async run(): Promise<void> {
    await this.eachItem(this.context.settings.MAX_CONCURRENT_CONTENT, (item, signal) => {
      this.quarantine?.count()
      const counted = item.dArtifacts.filter((one) => !one.deferredDownload)
      const wanted = counted.filter((one) => !one.artifact.id && !one.file)
      if (counted.length > wanted.length) this.progress.spare(counted.filter((one) => !wanted.includes(one)))
      return wanted.length === 0 ? this.pass(item) : this.fetch(item, wanted, signal)
    })
    this.progress.finish()
  }

  private async fetch(
    item: DeclarativeContent,
    wanted: readonly DeclarativeArtifact[],
    signal: AbortSignal,
  ): Promise<void> {
    if (await this.obtain(item, wanted, signal)) await this.put(item)
  }

  /** Fetches the files of a unit. Answers whether the unit goes on. */
  private async obtain(
    item: DeclarativeContent,
    wanted: readonly DeclarativeArtifact[],
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.fetchUnit(wanted, signal)
      this.quarantine?.succeeded()
      return true
    } catch (error) {
      if (!this.quarantine || signal.aborted) throw error
      const goesOn = this.quarantine.take(item, error)
      this.progress.withdraw(wanted)
      for (const one of wanted) await one.dropFile()
      return goesOn
    }
  }

  /** Makes room for all files of a unit at once: they are stored together, so none of them gives its room back before the last is here. */
  private async fetchUnit([first, ...others]: readonly DeclarativeArtifact[], signal: AbortSignal): Promise<void> {
    if (!first) return
    const wanted = [first, ...others]
    this.progress.announce(wanted)
    const reserved = wanted.reduce((bytes, { artifact }) => bytes + (artifact.size ?? 0), 0)
    await this.budget.acquire(reserved, signal)
    first.releaseRoom = () => this.budget.release(reserved)
    if (others.length === 0) return await this.fetchFile(first, signal)
    const stop = new AbortController()
    const all = AbortSignal.any([signal, stop.signal])
    await Promise.all(wanted.map((one) => this.fetchFile(one, all).catch((error: unknown) => stop.abort(error))))
    stop.signal.throwIfAborted()
  }

  private async fetchFile(one: DeclarativeArtifact, signal: AbortSignal): Promise<void> {
    let seen = 0
    const show = (received: number): void => {
      this.progress.received(received - seen)
      seen = received
    }
    const file = await this.pool.downloadFirst(one, signal, show).catch((error: unknown) => {
      show(0)
      throw error
    })
    one.file = file
    this.progress.received(file.size - seen)
    this.progress.completed()
  }
}
