import type { Catalogue } from '#engine/db/catalogue'
import { uuidToBlob } from '#engine/db/column'

/** How far back rows made in a burst are looked at. */
const REACH = 64

/**
 * The second in which a row was made, moved on where needed so that no two rows share one. HTTP dates have steps of a second: with the
 * same date on two publications, apt would take the second for the first.
 */
export function uniqueSecond(
  catalogue: Catalogue,
  table: 'core_publication' | 'core_repositoryversion',
  id: string,
): number {
  // Ids are UUIDv7, so the rows before this one are those made before it. Version 0 holds no files and needs no date of its own.
  const condition = table === 'core_repositoryversion' ? 'AND number > 0' : ''
  const sql = `SELECT pulp_created AS created FROM ${table} WHERE pulp_id <= ? ${condition} ORDER BY pulp_id DESC LIMIT ${REACH}`
  const rows = catalogue.prepare(sql).all(uuidToBlob(id)) as { created: number }[]
  let second = 0
  for (const { created } of rows.toReversed()) second = Math.max(second + 1, Math.floor(created / 1000))
  return second
}
