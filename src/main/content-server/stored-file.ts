import type { Catalogue } from '#engine/db/catalogue'
import { contentTypeOf } from './content-type.ts'
import { dateIsAmbiguous, entryById, type FileEntry } from './lookup.ts'
import type { Representation } from './representation.ts'
import type { Site } from './site.ts'

/** A file of the store as it is sent at a path. */
export interface StoredFile extends Representation {
  readonly kind: 'stored'
  readonly contentArtifactId: string
  readonly sha256: string
  readonly size: number
  /** Whether nothing that is still to come can change how it is sent: its date, for example, for as long as its second lasts. */
  readonly settled: boolean
}

/** A file that upstreams have and we do not. */
export interface ColdFile {
  readonly kind: 'cold'
  readonly contentArtifactId: string
  readonly path: string
  readonly contentType: string
  readonly mutable: boolean
}

export const etagOf = (sha256: string): string => `"${sha256}"`

/** How an entry is sent at a path of a site; the plugin may know the media type better than the name does. */
export function fileAt(
  catalogue: Catalogue,
  site: Site,
  path: string,
  entry: FileEntry,
  contentType?: string,
): StoredFile | ColdFile {
  const { declaration } = site
  const mutable = declaration.isMutable?.(path) ?? false
  const type = contentType ?? declaration.contentType?.(path) ?? contentTypeOf(path)
  if (!entry.stored) {
    return { kind: 'cold', contentArtifactId: entry.contentArtifactId, path, contentType: type, mutable }
  }
  const { sha256, size, created } = entry.stored
  const settled = Date.now() - created > 2000
  const lastModified = mutable ? site.changed : dateOf(catalogue, path, sha256, created)
  const { contentArtifactId } = entry
  const etag = etagOf(sha256)
  return { kind: 'stored', contentArtifactId, sha256, size, etag, lastModified, contentType: type, mutable, settled }
}

function dateOf(catalogue: Catalogue, path: string, sha256: string, created: number): number | null {
  const second = Math.floor(created / 1000)
  return dateIsAmbiguous(catalogue, path, sha256, second) ? null : second
}

/** A file that was made known a moment ago, whether or not it is of the site's version yet. */
export function pulledFile(
  catalogue: Catalogue,
  site: Site,
  path: string,
  contentArtifactId: string,
): StoredFile | ColdFile {
  return fileAt(catalogue, site, path, entryById(catalogue, contentArtifactId))
}
