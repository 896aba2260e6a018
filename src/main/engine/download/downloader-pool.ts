import { StillwaterError } from '#shared/error'
import { Alternates } from '../alternate-source/alternates.ts'
import { SpaceGuard } from '../artifact/space-guard.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { RemoteInstance } from '../db/masters.ts'
import { PartialStore } from '../artifact/partial-store.ts'
import type { Engine } from '../engine.ts'
import { openRemote } from '../secret/remote-secrets.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { Brakes } from './brakes.ts'
import { Downloader } from './downloader.ts'
import type { DownloadRequest } from './types.ts'
import { userAgent } from './user-agent.ts'

/** What a pool needs to know of a file to fetch it. */
export interface Fetchable {
  readonly urls: readonly string[]
  readonly remote: RemoteInstance | null
  readonly relativePath: string
  readonly artifact: { readonly digests: DownloadRequest['expected'] & object; readonly size: number | null }
}

/** One downloader per remote, made when first asked for; all share a temporary folder and end together. */
export class DownloaderPool {
  /** Room on the disk for what is fetched. */
  readonly space: SpaceGuard
  private readonly alternates: Alternates
  private readonly engine: Engine | TaskContext
  private readonly tempDir: string
  private readonly downloaders = new Map<string, Downloader>()

  /** With the context of a task its pauses hold, and its progress tells which mirrors served. */
  constructor(engine: Engine | TaskContext, tempDir: string) {
    this.engine = engine
    this.space = new SpaceGuard(engine)
    this.alternates = new Alternates(engine)
    this.tempDir = tempDir
  }

  /** @throws StillwaterError `secret.unreadable`, and what the settings of the remote are refused for */
  get(remote: RemoteInstance): Downloader {
    let downloader = this.downloaders.get(remote.pulp_id)
    if (!downloader) {
      const { settings, log, meter } = this.engine
      downloader = new Downloader(openRemote(this.engine, remote), {
        tempDir: this.tempDir,
        allowed: settings.ALLOWED_CONTENT_CHECKSUMS,
        allowedImportPaths: settings.ALLOWED_IMPORT_PATHS,
        userAgent: userAgent(),
        log,
        meter,
        partials: new PartialStore(this.engine.folder.partial, settings.DOWNLOAD_PARTIAL_MAX_MB),
        minimumRate: {
          rate: settings.DOWNLOAD_MIN_BYTES_PER_SECOND,
          window: settings.DOWNLOAD_MIN_RATE_WINDOW * 1000,
        },
        brakes: new Brakes(this.engine.control, 'gate' in this.engine ? this.engine.gate : null),
      })
      this.downloaders.set(remote.pulp_id, downloader)
    }
    return downloader
  }

  /**
   * Fetches and verifies a file: from an alternate content source that has the same bytes, else from the first of its addresses that
   * delivers it.
   * @throws StillwaterError `storage.low_space` before anything is fetched; else the last address's error
   */
  async downloadFirst(
    one: Fetchable,
    signal: AbortSignal,
    onProgress?: (bytes: number) => void,
  ): Promise<TemporaryFile> {
    const bytes = one.artifact.size ?? 0
    await this.space.acquire(bytes)
    try {
      return await this.firstOf(one, signal, onProgress)
    } finally {
      this.space.release(bytes)
    }
  }

  private async firstOf(
    one: Fetchable,
    signal: AbortSignal,
    onProgress: ((bytes: number) => void) | undefined,
  ): Promise<TemporaryFile> {
    if (!one.remote) throw new TypeError('no remote to fetch from')
    const show = (received: number): void => onProgress?.(received)
    const alternate = await this.alternates.first(one.artifact.digests, signal, async (remote, url) => {
      try {
        return await this.fetchFrom(remote, one, [url], signal, show)
      } catch (error) {
        show(0)
        throw error
      }
    })
    return alternate ?? (await this.fetchFrom(one.remote, one, one.urls, signal, show))
  }

  private async fetchFrom(
    remote: RemoteInstance,
    one: Fetchable,
    urls: readonly string[],
    signal: AbortSignal,
    onProgress: (bytes: number) => void,
  ): Promise<TemporaryFile> {
    const [url, ...otherUrls] = urls
    if (url === undefined) throw new StillwaterError('download.no_source', { name: one.relativePath })
    const expected = one.artifact.digests
    const request: DownloadRequest = { url, otherUrls, expected, name: one.relativePath, signal }
    if (one.artifact.size !== null) request.expectedSize = one.artifact.size
    request.onProgress = onProgress
    return (await this.get(remote).download(request)).file
  }

  async close(): Promise<void> {
    await Promise.all([...this.downloaders.values()].map((downloader) => downloader.close()))
    if ('progress' in this.engine) this.report(this.engine)
    this.downloaders.clear()
  }

  /** Says which mirror served how much, where there was a choice. */
  private report(context: TaskContext): void {
    const say = (who: string, files: number): void =>
      context
        .progress({
          message: `Served by ${who}`,
          code: 'sync.served_by',
          total: files,
          done: files,
          suffix: 'files',
        })
        .finish()
    for (const [source, files] of this.alternates.served) say(source, files)
    for (const downloader of this.downloaders.values()) {
      for (const { mirror, files } of downloader.served) say(mirror, files)
    }
  }
}
