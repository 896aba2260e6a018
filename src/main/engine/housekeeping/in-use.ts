import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { TOUCH_INTERVAL } from '../db/touch.ts'

/**
 * The newest time of interest (milliseconds) of what may be taken away: older than the protection time, and too old for any task that runs
 * now to rely on it. Whatever a task finds or makes it marks as wanted, at most TOUCH_INTERVAL before its own start. Ask inside the
 * transaction that deletes: a task that starts later looks later.
 */
export function takeableUntil(catalogue: Catalogue, taskId: string, protection: number): number {
  const sql = "SELECT MIN(started_at) AS at FROM core_task WHERE state IN ('running', 'canceling') AND pulp_id <> ?"
  const { at } = catalogue.prepare(sql).get(uuidToBlob(taskId)) as { at: number | null }
  const old = Date.now() - protection
  return at === null ? old : Math.min(old, at - TOUCH_INTERVAL - 1)
}
