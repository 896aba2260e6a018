/** Addresses in an archive, and what its answers mean. */
import { StillwaterError } from '#shared/error'
import type { ReleaseEntry, ReleaseFacts } from '../release/release-file.ts'
import type { Suite } from '../release/suite.ts'

/** Address of a path in the archive. */
export function archiveUrl(base: string, path: string): string {
  return archiveAddress(base)(path)
}

/** The same for many paths of one archive. */
export function archiveAddress(base: string): (path: string) => string {
  const url = new URL(base)
  const folder = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`
  url.search = ''
  url.hash = ''
  url.pathname = folder
  const start = url.href
  return (path) => {
    if (PLAIN.test(path) && !path.includes('./')) return start + path
    // Only what would not survive: apt sends the rest as it stands, "+" and "~" included.
    url.pathname = folder + path.split('/').map(encodeSegment).join('/')
    return url.href
  }
}

/** Paths that are the same in an address. */
const PLAIN = /^[\w.+~:/-]+$/

const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replaceAll('%2B', '+').replaceAll('%3A', ':')

/** Where an index can be had: by its hash first, where nothing can change it in the middle of a sync. */
export function indexUrls(
  base: string,
  suite: Suite,
  release: ReleaseFacts,
  entry: Pick<ReleaseEntry, 'path' | 'digests'>,
): string[] {
  const plain = archiveUrl(base, suite.folder + entry.path)
  const hashed = release.byHash ? byHashPath(entry.path, entry.digests.sha256) : null
  return hashed === null ? [plain] : [archiveUrl(base, suite.folder + hashed), plain]
}

/** Path of a file under its hash, beside itself; null without a hash. */
export function byHashPath(path: string, sha256: string | undefined): string | null {
  return sha256 === undefined ? null : `${path.slice(0, path.lastIndexOf('/') + 1)}by-hash/SHA256/${sha256}`
}

/** Whether upstream says that there is no such file; some storages say so with 403. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof StillwaterError)) return false
  if (error.code === 'download.file_missing') return true
  return error.code === 'download.http_status' && [403, 404, 410].includes(Number(error.params.status))
}
