/** Fetches index files: each is checked against size and digest of the Release before anybody reads it. */
import { findArtifact, type Downloader, type TaskContext, type TemporaryFile } from '#plugin-api'
import { type Compression, compressionOf } from '../compression.ts'
import { missingIndex, type KeptFile, type WantedIndex } from '../release/index-plan.ts'
import type { ReleaseEntry } from '../release/release-file.ts'
import { indexUrls, isMissing } from './archive.ts'
import type { FetchedRelease } from './fetch-release.ts'
import { findPreviewed } from './previewed-index.ts'

/** An index that is on disk. */
export interface LoadedIndex {
  wanted: WantedIndex
  entry: ReleaseEntry
  /** Where it lies. */
  path: string
  compression: Compression
  /** Bytes that it may unpack to. */
  limit: number
  /** Null when the file is stored already. */
  file: TemporaryFile | null
}

export interface LoadedKept {
  kept: KeptFile
  /** Null: it is stored already, or stays upstream until somebody asks. */
  file: TemporaryFile | null
}

/** Without a size of the plain file in the Release; the largest of Debian unpack to a hundredth of it. */
const MAX_UNPACKED = 8 * 1024 ** 3

export class IndexFetcher {
  private readonly context: TaskContext
  private readonly downloader: Downloader

  constructor(context: TaskContext, downloader: Downloader) {
    this.context = context
    this.downloader = downloader
  }

  /**
   * The best variant that upstream has; null when it has none and that is fine.
   * @throws StillwaterError `deb.index_missing`, `download.*`
   */
  async load(from: FetchedRelease, wanted: WantedIndex, ignoreMissing: boolean): Promise<LoadedIndex | null> {
    const limit = from.release.entries.get(wanted.path)?.size ?? MAX_UNPACKED
    for (const entry of wanted.variants) {
      const stored = this.storedPath(entry)
      const file = stored === null ? await this.obtain(from, entry) : null
      const path = stored ?? file?.path
      if (path !== undefined) return { wanted, entry, path, compression: compressionOf(entry.path), limit, file }
    }
    if (ignoreMissing) return null
    throw missingIndex(from.suite, [from.suite.folder + wanted.path])
  }

  /** Answers null for a file that Release lists and upstream does not have: many list plain files that nobody serves. */
  async loadKept(from: FetchedRelease, kept: KeptFile): Promise<LoadedKept | null> {
    if (this.storedPath(kept.entry) !== null) return { kept, file: null }
    const file = await this.fetch(from, kept.entry)
    return file && { kept, file }
  }

  private storedPath({ digests }: ReleaseEntry): string | null {
    const { sha256, sha512 } = digests
    const strong = { ...(sha256 === undefined ? {} : { sha256 }), ...(sha512 === undefined ? {} : { sha512 }) }
    const found = findArtifact(this.context.catalogue, strong)
    return found ? this.context.storage.path(found.digests.sha256 as string) : null
  }

  private async obtain(from: FetchedRelease, entry: ReleaseEntry): Promise<TemporaryFile | null> {
    return (await findPreviewed(this.context, entry)) ?? (await this.fetch(from, entry))
  }

  private async fetch(from: FetchedRelease, entry: ReleaseEntry): Promise<TemporaryFile | null> {
    const name = from.suite.folder + entry.path
    const facts = { expected: entry.digests, expectedSize: entry.size, name, signal: this.context.signal }
    for (const url of indexUrls(from.archive, from.suite, from.release, entry)) {
      try {
        return (await this.downloader.download({ url, ...facts })).file
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
    return null
  }
}
