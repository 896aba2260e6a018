/** Where package documents come from. */
import { StillwaterError } from '#shared/error'
import type { Downloader, ProgressReport } from '#plugin-api'
import { packumentUrl } from '../package/identity.ts'
import { type Packument, readPackument } from './packument.ts'

export interface PackumentSource {
  /** The document of a package, or null when the registry has none. Asked for once each. */
  get(name: string): Promise<Packument | null>
}

const MAX_PACKUMENT = 200_000_000
const ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*; q=0.1'

/** Documents of a registry, each fetched once. */
export class Registry implements PackumentSource {
  private readonly downloader: Downloader
  private readonly base: string
  private readonly signal: AbortSignal
  private readonly progress: ProgressReport
  private readonly documents = new Map<string, Promise<Packument | null>>()

  constructor(downloader: Downloader, base: string, signal: AbortSignal, progress: ProgressReport) {
    this.downloader = downloader
    this.base = base
    this.signal = signal
    this.progress = progress
  }

  get(name: string): Promise<Packument | null> {
    let document = this.documents.get(name)
    if (!document) {
      document = this.fetch(name)
      this.documents.set(name, document)
    }
    return document
  }

  /** @throws StillwaterError `download.*`, `npm.bad_packument` */
  private async fetch(name: string): Promise<Packument | null> {
    try {
      const { body } = await this.downloader.fetchJson({
        url: packumentUrl(this.base, name),
        headers: { accept: ACCEPT },
        maxSize: MAX_PACKUMENT,
        name,
        signal: this.signal,
      })
      this.progress.increment()
      return readPackument(name, body)
    } catch (error) {
      if (error instanceof StillwaterError && error.code === 'download.http_status' && isAbsent(error.params.status))
        return null
      throw error
    }
  }
}

const isAbsent = (status: unknown): boolean => status === 404 || status === 410
