/** Which files alternate content sources have, by any of their digests. Source: Pulp's ACSArtifactHandler. */
import { DIGEST_NAMES, type Digests } from '#shared/digest'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Settings } from '../settings/load.ts'
import { IN_VERSION, latestVersion } from '../repository/version.ts'

/** Another place that has the same bytes. */
export interface AlternateFile {
  remoteId: string
  /** Name of the source. */
  source: string
  url: string
}

interface Keeper {
  readonly catalogue: Catalogue
  readonly settings: Settings
}

/** Looks up what alternate sources have of a file; those that failed a moment ago are left out. */
export function alternatesOf({ catalogue, settings }: Keeper, digests: Digests): AlternateFile[] {
  const found = new Map<string, AlternateFile>()
  const since = Date.now() - settings.REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN * 1000
  const lookUp = catalogue.prepare(
    `SELECT s.remote_id AS remote, s.name AS source, f.url AS url FROM core_alternatefile f
     CROSS JOIN core_alternatecontentsourcepath p ON p.pulp_id = f.path_id
     CROSS JOIN core_alternatecontentsource s ON s.pulp_id = p.alternate_content_source_id
     WHERE f.digest = ? AND s.remote_id IS NOT NULL AND COALESCE(f.failed_at, 0) <= ? ORDER BY s.pulp_id`,
  )
  for (const name of DIGEST_NAMES) {
    const digest = digests[name]
    // A digest that is not relied on would let a source send anything.
    if (!digest || !settings.ALLOWED_CONTENT_CHECKSUMS.includes(name)) continue
    const rows = lookUp.all(Buffer.from(digest, 'hex'), since) as { remote: Buffer; source: string; url: string }[]
    for (const { remote, source, url } of rows) found.set(url, { remoteId: blobToUuid(remote), source, url })
  }
  return [...found.values()]
}

/** Remembers that an address gave nothing, for the time of REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN. */
export function markFailed(catalogue: Catalogue, digests: Digests, url: string): void {
  const mark = catalogue.prepare('UPDATE core_alternatefile SET failed_at = ? WHERE digest = ? AND url = ?')
  for (const name of DIGEST_NAMES) {
    const digest = digests[name]
    if (digest) mark.run(Date.now(), Buffer.from(digest, 'hex'), url)
  }
}

/** Makes the newest version of a path's hidden repository what is looked up. Answers how many files that are. */
export function indexPath(catalogue: Catalogue, pathId: string, repositoryId: string, remoteId: string): number {
  const { number } = latestVersion(catalogue, repositoryId)
  const path = uuidToBlob(pathId)
  const from = `core_repositorycontent m CROSS JOIN core_contentartifact ca ON ca.content_id = m.content_id
    CROSS JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id AND ra.remote_id = ?
    WHERE m.repository_id = ? AND ${IN_VERSION}`
  const bind = [uuidToBlob(remoteId), uuidToBlob(repositoryId), number, number]
  return catalogue.transaction(() => {
    catalogue.prepare('DELETE FROM core_alternatefile WHERE path_id = ?').run(path)
    for (const name of DIGEST_NAMES) {
      catalogue
        .prepare(
          `INSERT OR IGNORE INTO core_alternatefile (digest, path_id, url) SELECT ra.${name}, ?, ra.url FROM ${from} AND ra.${name} IS NOT NULL`,
        )
        .run(path, ...bind)
    }
    return (catalogue.prepare(`SELECT COUNT(*) AS n FROM ${from}`).get(...bind) as { n: number }).n
  })
}
