import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '../db/column.ts'
import type { VersionBuilder } from './version-builder.ts'

/**
 * Refuses a version in which a unit that was added is at a path of another one; for `finalizeNewVersion` of types whose key is not the
 * path. Source: Pulp's validate_version_paths.
 * @throws StillwaterError `path.duplicate` (409)
 */
export function refuseDuplicatePaths({ catalogue, repository, number }: VersionBuilder): void {
  const found = catalogue
    .prepare(
      `SELECT own.relative_path AS path FROM core_repositorycontent fresh
       CROSS JOIN core_contentartifact own ON own.content_id = fresh.content_id
       CROSS JOIN core_contentartifact alien ON alien.relative_path = own.relative_path AND alien.content_id <> own.content_id
       CROSS JOIN core_repositorycontent other
         ON other.repository_id = fresh.repository_id AND other.content_id = alien.content_id AND other.version_removed IS NULL
       WHERE fresh.repository_id = ? AND fresh.version_added = ? LIMIT 1`,
    )
    .get(uuidToBlob(repository.pulp_id), number) as { path: string } | undefined
  if (found) throw new StillwaterError('path.duplicate', { path: found.path }, { status: 409 })
}
