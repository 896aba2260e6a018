import type { Catalogue } from './catalogue.ts'
import { uuidToBlob } from './column.ts'

/** Milliseconds within which a row is not marked again: a re-sync of known content costs no writes. Clean-up reckons with it. */
export const TOUCH_INTERVAL = 3_600_000

/**
 * Marks units or artifacts as wanted now, so that clean-up leaves them alone for its protection time. Answers the ids of those that
 * are gone: looked at in the same transaction, so the others are safe from here on.
 */
export function touch(
  catalogue: Catalogue,
  table: 'core_artifact' | 'core_content',
  ids: readonly string[],
): ReadonlySet<string> {
  const gone = new Set<string>()
  if (ids.length === 0) return gone
  const now = Date.now()
  const look = catalogue.prepare(`SELECT timestamp_of_interest AS at FROM ${table} WHERE pulp_id = ?`)
  const mark = catalogue.prepare(`UPDATE ${table} SET timestamp_of_interest = ? WHERE pulp_id = ?`)
  catalogue.transaction(() => {
    for (const id of ids) {
      const row = look.get(uuidToBlob(id)) as { at: number } | undefined
      if (!row) gone.add(id)
      else if (row.at < now - TOUCH_INTERVAL) mark.run(now, uuidToBlob(id))
    }
  })
  return gone
}
