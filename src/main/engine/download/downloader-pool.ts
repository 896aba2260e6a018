import { StillwaterError } from '#shared/error'
import { SpaceGuard } from '../artifact/space-guard.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { RemoteInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { openRemote } from '../secret/remote-secrets.ts'
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
  private readonly engine: Engine
  private readonly tempDir: string
  private readonly downloaders = new Map<string, Downloader>()

  constructor(engine: Engine, tempDir: string) {
    this.engine = engine
    this.space = new SpaceGuard(engine)
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
      })
      this.downloaders.set(remote.pulp_id, downloader)
    }
    return downloader
  }

  /**
   * Fetches and verifies a file from the first of its addresses that delivers it.
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
    const downloader = this.get(one.remote)
    let last: unknown = new StillwaterError('download.no_source', { name: one.relativePath })
    for (const url of one.urls) {
      try {
        const request: DownloadRequest = { url, expected: one.artifact.digests, name: one.relativePath, signal }
        if (one.artifact.size !== null) request.expectedSize = one.artifact.size
        if (onProgress) request.onProgress = onProgress
        return (await downloader.download(request)).file
      } catch (error) {
        signal.throwIfAborted()
        last = error
      }
    }
    throw last
  }

  async close(): Promise<void> {
    await Promise.all([...this.downloaders.values()].map((downloader) => downloader.close()))
  }
}
