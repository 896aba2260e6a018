/** Alternate sources as one sync uses them: asked first, and left alone once they do not answer. */
import type { Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { Remote, type RemoteInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { type AlternateFile, alternatesOf, markFailed } from './alternate-files.ts'

/** What failed is one file: others of the same source may do. */
const OF_THE_FILE = new Set(['download.file_missing', 'download.digest_mismatch', 'download.size_mismatch'])

export class Alternates {
  private readonly engine: Engine
  private readonly broken = new Set<string>()
  private readonly counts = new Map<string, number>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  /**
   * What `fetch` makes of the first alternate source that delivers the file, or null when none does: then it is upstream's turn.
   * @throws only when the signal is aborted
   */
  async first<T>(
    digests: Digests,
    signal: AbortSignal,
    fetch: (remote: RemoteInstance, url: string) => Promise<T>,
  ): Promise<T | null> {
    for (const one of alternatesOf(this.engine, digests)) {
      if (this.broken.has(one.remoteId)) continue
      try {
        const fetched = await fetch(Remote.get(this.engine.catalogue, one.remoteId), one.url)
        this.counts.set(one.source, (this.counts.get(one.source) ?? 0) + 1)
        return fetched
      } catch (error) {
        signal.throwIfAborted()
        this.failed(one, digests, error)
      }
    }
    return null
  }

  /** Files by the name of the source that served them. */
  get served(): ReadonlyMap<string, number> {
    return this.counts
  }

  private failed(one: AlternateFile, digests: Digests, error: unknown): void {
    const { code, params } = error instanceof StillwaterError ? error : { code: '', params: {} as { status?: number } }
    const ofTheFile = OF_THE_FILE.has(code) || (code === 'download.http_status' && Number(params.status) < 500)
    if (ofTheFile) markFailed(this.engine.catalogue, digests, one.url)
    else this.broken.add(one.remoteId)
    this.engine.log.warn({ err: error, source: one.source, url: one.url }, 'an alternate content source failed')
  }
}
