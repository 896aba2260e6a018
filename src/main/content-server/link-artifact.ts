import { findArtifact } from '#engine/artifact/artifact'
import type { Artifact } from '#engine/artifact/artifact'
import { usableDigests } from '#engine/artifact/hash'
import { uuidToBlob } from '#engine/db/column'
import type { Engine } from '#engine/engine'
import type { Source } from './source.ts'

/** A stored file that is, by a digest that may be relied on, what a source would give. */
export function findStored({ catalogue, settings }: Engine, sources: readonly Source[]): Artifact | null {
  for (const { digests } of sources) {
    const allowed = settings.ALLOWED_CONTENT_CHECKSUMS
    if (!Object.keys(digests).some((name) => (allowed as readonly string[]).includes(name))) continue
    const found = findArtifact(catalogue, usableDigests(digests, allowed))
    if (found) return found
  }
  return null
}

/** Ties a stored file to the path it was fetched for, and to every other path of the same unit that upstreams give the same digest. */
export function linkArtifact({ catalogue }: Engine, contentArtifactId: string, artifact: Artifact): void {
  const content = uuidToBlob(contentArtifactId)
  // The plus keeps SQLite from the index on artifact_id, where every file that is not here lies under NULL.
  const sql = `UPDATE core_contentartifact SET artifact_id = ?
    WHERE content_id = (SELECT content_id FROM core_contentartifact WHERE pulp_id = ?) AND +artifact_id IS NULL AND (pulp_id = ? OR EXISTS (
      SELECT 1 FROM core_remoteartifact ra WHERE ra.content_artifact_id = core_contentartifact.pulp_id AND ra.sha256 = ?))`
  const sha256 = Buffer.from(artifact.digests.sha256 ?? '', 'hex')
  catalogue.transaction(() => catalogue.prepare(sql).run(uuidToBlob(artifact.id), content, content, sha256))
}
