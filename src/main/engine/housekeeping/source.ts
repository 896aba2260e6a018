/** Where files can be had again: what repair and reclaim go by. */
import { DIGEST_NAMES } from '#shared/digest'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'

/**
 * SQL that is true for a row `ca` of core_contentartifact that a remote can give again, told apart from anything else by a digest that
 * may be relied on.
 */
export function hasSource({ settings }: Pick<Engine, 'settings'>): string {
  const digests = DIGEST_NAMES.filter((name) => settings.ALLOWED_CONTENT_CHECKSUMS.includes(name))
  return `EXISTS (SELECT 1 FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id
    AND COALESCE(${digests.map((name) => `ra.${name}`).join(', ')}, NULL) IS NOT NULL)`
}

export interface FileSource {
  readonly remoteId: string
  readonly url: string
}

/** Addresses of an artifact's file, those that never failed first. Whatever they give is checked against the artifact's own digests. */
export function sourcesOfArtifact({ catalogue }: Engine, artifactId: string): FileSource[] {
  const sql = `SELECT ra.remote_id AS remote, ra.url AS url FROM core_contentartifact ca
    JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id JOIN core_artifact a ON a.pulp_id = ca.artifact_id
    WHERE ca.artifact_id = ? AND (ra.sha256 IS NULL OR ra.sha256 = a.sha256)
    GROUP BY ra.remote_id, ra.url ORDER BY MAX(ra.failed_at IS NOT NULL), MAX(ra.failed_at)`
  const rows = catalogue.prepare(sql).all(uuidToBlob(artifactId)) as { remote: Buffer; url: string }[]
  return rows.map(({ remote, url }) => ({ remoteId: blobToUuid(remote), url }))
}

/**
 * Unties an artifact from every path, when each of them can be fetched again, and deletes its row; inside a transaction. The paths are
 * on-demand from then on. Answers whether it did; the file is the caller's to remove afterwards.
 */
export function makeOnDemand(engine: Engine, artifactId: string): boolean {
  const { catalogue } = engine
  const id = uuidToBlob(artifactId)
  const kept = `SELECT 1 FROM core_contentartifact ca WHERE ca.artifact_id = ? AND NOT ${hasSource(engine)} LIMIT 1`
  if (catalogue.prepare(kept).get(id)) return false
  // Upstream has other index files by now.
  if (catalogue.prepare('SELECT 1 FROM core_versionmetadata WHERE artifact_id = ?').get(id)) return false
  catalogue.prepare('UPDATE core_contentartifact SET artifact_id = NULL WHERE artifact_id = ?').run(id)
  return catalogue.prepare('DELETE FROM core_artifact WHERE pulp_id = ?').run(id).changes === 1
}
