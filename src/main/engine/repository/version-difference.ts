/** What one version holds and another does not, whichever is the older; it takes as long as the difference is large. */
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { ContentCounts } from '../db/table/content.ts'
import { deltaStart, IN_VERSION, type VersionRef } from './version.ts'

export interface DifferentUnit {
  contentId: string
  pulpType: string
  /** What the unit is found by in a search. */
  name: string
}

/** Memberships that are in `here` and began, or ended, between the two versions; `m` of core_repositorycontent. */
function candidates(there: number, here: number): { sql: string; values: number[] } {
  return there < here
    ? {
        sql: 'm.version_added > ? AND m.version_added <= ? AND (m.version_removed IS NULL OR m.version_removed > ?)',
        values: [there, here, here],
      }
    : {
        sql: 'm.version_removed > ? AND m.version_removed <= ? AND m.version_added <= ?',
        values: [here, there, here],
      }
}

/** FROM and WHERE of the units that `here` holds and `there` does not. A unit that left and came back is no difference. */
function difference(there: VersionRef, here: VersionRef): { sql: string; values: unknown[] } {
  const between = candidates(there.number, here.number)
  const repository = uuidToBlob(here.repositoryId)
  return {
    sql: `FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
      WHERE m.repository_id = ? AND ${between.sql} AND NOT EXISTS (SELECT 1 FROM core_repositorycontent o
        WHERE o.repository_id = m.repository_id AND o.content_id = m.content_id AND ${IN_VERSION.replaceAll('m.', 'o.')})`,
    values: [repository, ...between.values, there.number, there.number],
  }
}

/** How many units of each type `here` holds that `there` does not. */
export function countDifference(catalogue: Catalogue, there: VersionRef, here: VersionRef): ContentCounts {
  if (there.number === 0) return here.summary.present
  if (here.number === 0) return {}
  // Counted when the younger one was completed.
  if (deltaStart(catalogue, here) === there.number) return here.summary.added
  if (deltaStart(catalogue, there) === here.number) return there.summary.removed
  const { sql, values } = difference(there, here)
  const rows = catalogue.prepare(`SELECT c.pulp_type, COUNT(*) AS n ${sql} GROUP BY c.pulp_type`).all(...values)
  return Object.fromEntries((rows as { pulp_type: string; n: number }[]).map(({ pulp_type, n }) => [pulp_type, n]))
}

/** A page of those units, in the order of their ids. */
export function listDifference(
  catalogue: Catalogue,
  there: VersionRef,
  here: VersionRef,
  { pulpType, limit, offset }: { pulpType: string | null; limit: number; offset: number },
): DifferentUnit[] {
  const { sql, values } = difference(there, here)
  const name = `COALESCE((SELECT name FROM core_searchname WHERE content_id = m.content_id LIMIT 1),
    (SELECT MIN(relative_path) FROM core_contentartifact WHERE content_id = m.content_id), '')`
  const rows = catalogue
    .prepare(
      `SELECT m.content_id AS id, c.pulp_type, ${name} AS name ${sql} AND (? IS NULL OR c.pulp_type = ?)
       ORDER BY m.content_id LIMIT ? OFFSET ?`,
    )
    .all(...values, pulpType, pulpType, limit, offset)
  return (rows as { id: Buffer; pulp_type: string; name: string }[]).map(({ id, pulp_type, name: called }) => ({
    contentId: blobToUuid(id),
    pulpType: pulp_type,
    name: called,
  }))
}
