/** Index files of earlier publications stay reachable by their hash: clients that are in the middle of an update still ask for them. */
import { type Catalogue, type InstanceOf, uuidToBlob, blobToUuid, type VersionRef } from '#plugin-api'
import { AptPublication } from '../model/resource.ts'

/** Milliseconds for which they stay. */
const GRACE = 3 * 24 * 60 * 60 * 1000

interface ByHash {
  path: string
  artifactId: string
}

/** The newest complete publication of the version's repository, or null. */
function previous(catalogue: Catalogue, version: VersionRef, own: string): InstanceOf<typeof AptPublication> | null {
  const sql = `SELECT p.pulp_id AS id FROM core_publication p JOIN deb_aptpublication d ON d.pulp_id = p.pulp_id
    JOIN core_repositoryversion v ON v.pulp_id = p.repository_version_id
    WHERE v.repository_id = ? AND p.complete = 1 AND p.pulp_id <> ? ORDER BY p.pulp_created DESC, p.pulp_id DESC LIMIT 1`
  const row = catalogue.prepare(sql).get(uuidToBlob(version.repositoryId), uuidToBlob(own)) as
    | { id: Buffer }
    | undefined
  return row ? AptPublication.get(catalogue, blobToUuid(row.id)) : null
}

function byHashOf(catalogue: Catalogue, publicationId: string): ByHash[] {
  const sql = `SELECT pa.relative_path AS path, ca.artifact_id AS artifact FROM core_publishedartifact pa
    JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id
    WHERE pa.publication_id = ? AND pa.relative_path LIKE '%/by-hash/%' AND ca.artifact_id IS NOT NULL`
  const rows = catalogue.prepare(sql).all(uuidToBlob(publicationId)) as { path: string; artifact: Buffer }[]
  return rows.map(({ path, artifact }) => ({ path, artifactId: blobToUuid(artifact) }))
}

/**
 * Files under their hash that the publication before served and this one does not make, unless they are history for longer than the time
 * of grace. `since` tells for each since when, in milliseconds.
 */
export function supersededFiles(
  catalogue: Catalogue,
  version: VersionRef,
  publicationId: string,
  made: ReadonlySet<string>,
  now: number,
): { files: ByHash[]; since: Record<string, number> } {
  const before = previous(catalogue, version, publicationId)
  if (!before) return { files: [], since: {} }
  const since = new Map<string, number>()
  const files = byHashOf(catalogue, before.pulp_id).filter(({ path }) => {
    const time = before.superseded[path] ?? now
    if (made.has(path) || now - time > GRACE) return false
    since.set(path, time)
    return true
  })
  return { files, since: Object.fromEntries(since) }
}
