import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { ContentCounts, ContentSummary } from '../db/table/content.ts'
import { discardIncompleteVersions } from './unfinished.ts'
import { deltaStart, nextVersion, type VersionRef } from './version.ts'

/** What the statements bind: a version's delta is what happened after `before` and up to its own number. */
interface Bounds {
  repository: Buffer
  /** The version before the one that goes; -1 when there is none. */
  before: number
  gone: number
  /** The version after it. */
  next: number
}

/** Units that left with the version that goes and came back with the next one. */
const CAME_BACK = `CREATE TEMP TABLE IF NOT EXISTS came_back (
    content_id BLOB NOT NULL, first_added INTEGER NOT NULL, added_again INTEGER NOT NULL, version_removed INTEGER);
  DELETE FROM temp.came_back`

const FIND_CAME_BACK = `INSERT INTO temp.came_back
  SELECT m.content_id, m.version_added, back.version_added, back.version_removed FROM core_repositorycontent m
  CROSS JOIN core_repositorycontent back ON back.repository_id = m.repository_id AND back.content_id = m.content_id
    AND back.version_added > @gone AND back.version_added <= @next
  WHERE m.repository_id = @repository AND m.version_removed > @before AND m.version_removed <= @gone`

/** Came with the version that goes and left with the next one: members of nothing any more. */
const PASSED_THROUGH = `repository_id = @repository AND version_removed > @gone AND version_removed <= @next AND version_added > @before`

/** What is neither added nor removed once both deltas are one. */
const CANCELED = `SELECT c.pulp_type AS type, COUNT(*) AS n FROM (
    SELECT content_id FROM core_repositorycontent WHERE ${PASSED_THROUGH} UNION ALL SELECT content_id FROM temp.came_back
  ) one JOIN core_content c ON c.pulp_id = one.content_id GROUP BY c.pulp_type`

const MERGES = [
  `DELETE FROM core_repositorycontent WHERE ${PASSED_THROUGH}`,
  `DELETE FROM core_repositorycontent WHERE (repository_id, content_id, version_added) IN (
     SELECT @repository, content_id, added_again FROM temp.came_back)`,
  `UPDATE core_repositorycontent AS m SET version_removed = (
     SELECT version_removed FROM temp.came_back b WHERE b.content_id = m.content_id)
   WHERE (repository_id, content_id, version_added) IN (SELECT @repository, content_id, first_added FROM temp.came_back)`,
]

/**
 * Takes a version away and gives its delta to the next one, so that every other version keeps exactly its content; the newest one is undone.
 * Rows keep the numbers they were written with: a delta reaches back to the version before, whichever that is. So the cost is that of what
 * left with the two versions, however many units they hold. The caller holds the repository exclusively and has a transaction open.
 */
export function squashVersion(catalogue: Catalogue, version: VersionRef): void {
  // What a dead task left would otherwise count as changes after the newest version.
  discardIncompleteVersions(catalogue, version.repositoryId)
  const repository = uuidToBlob(version.repositoryId)
  const before = deltaStart(catalogue, version)
  const next = nextVersion(catalogue, version)
  if (next) mergeInto(catalogue, next, version, { repository, before, gone: version.number, next: next.number })
  else undo(catalogue, repository, before)
  catalogue.prepare('DELETE FROM core_repositoryversion WHERE pulp_id = ?').run(uuidToBlob(version.id))
}

function undo(catalogue: Catalogue, repository: Buffer, before: number): void {
  catalogue
    .prepare('DELETE FROM core_repositorycontent WHERE repository_id = ? AND version_added > ?')
    .run(repository, before)
  catalogue
    .prepare('UPDATE core_repositorycontent SET version_removed = NULL WHERE repository_id = ? AND version_removed > ?')
    .run(repository, before)
}

function mergeInto(catalogue: Catalogue, next: VersionRef, gone: VersionRef, bounds: Bounds): void {
  catalogue.sqlite.exec(CAME_BACK)
  catalogue.prepare(FIND_CAME_BACK).run(bounds)
  const rows = catalogue.prepare(CANCELED).all(bounds) as { type: string; n: number }[]
  const canceled = Object.fromEntries(rows.map(({ type, n }) => [type, n]))
  for (const sql of MERGES) catalogue.prepare(sql).run(bounds)
  const summary: ContentSummary = {
    added: combined(gone.summary.added, next.summary.added, canceled),
    removed: combined(gone.summary.removed, next.summary.removed, canceled),
    present: next.summary.present,
  }
  catalogue
    .prepare('UPDATE core_repositoryversion SET content_summary = ? WHERE pulp_id = ?')
    .run(JSON.stringify(summary), uuidToBlob(next.id))
}

/** Both counts together, less what canceled out, without types of which nothing is left. */
function combined(one: ContentCounts, two: ContentCounts, canceled: ContentCounts): ContentCounts {
  const types = [...new Set([...Object.keys(one), ...Object.keys(two)])].toSorted()
  const sums = types.map((type) => [type, (one[type] ?? 0) + (two[type] ?? 0) - (canceled[type] ?? 0)] as const)
  return Object.fromEntries(sums.filter(([, count]) => count > 0))
}
