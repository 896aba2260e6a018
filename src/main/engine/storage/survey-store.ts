import type { Catalogue } from '../db/catalogue.ts'
import type { StorageDetail } from './survey.ts'

const DAY = 86_400_000
/** Days for which the trend is kept. */
const KEPT = 400

/** One point of the trend. Sizes are bytes, times milliseconds since the epoch. */
export interface StoragePoint {
  at: number
  stored: number
  unused: number
  catalogue: number
}

/** Keeps a survey: of each day the last one, and the parts of the newest only. */
export function saveSurvey(catalogue: Catalogue, id: Buffer, detail: StorageDetail, now: number): void {
  catalogue.transaction(() => {
    catalogue
      .prepare('DELETE FROM core_storagesurvey WHERE pulp_created >= ? OR pulp_created < ?')
      .run(now - (now % DAY), now - KEPT * DAY)
    catalogue.prepare('UPDATE core_storagesurvey SET detail = NULL').run()
    catalogue
      .prepare(
        'INSERT INTO core_storagesurvey (pulp_id, pulp_created, stored, unused, catalogue, detail) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, now, detail.stored, detail.unused, detail.catalogue, JSON.stringify(detail))
  })
}

/** The newest survey with the time it was made (milliseconds since the epoch), or null before the first. */
export function newestSurvey(catalogue: Catalogue): { at: number; detail: StorageDetail } | null {
  const sql =
    'SELECT pulp_created AS at, detail FROM core_storagesurvey WHERE detail IS NOT NULL ORDER BY pulp_created DESC LIMIT 1'
  const row = catalogue.prepare(sql).get() as { at: number; detail: string } | undefined
  return row ? { at: row.at, detail: JSON.parse(row.detail) as StorageDetail } : null
}

/** All surveys, the oldest first. */
export function storageTrend(catalogue: Catalogue): StoragePoint[] {
  const sql = 'SELECT pulp_created AS at, stored, unused, catalogue FROM core_storagesurvey ORDER BY pulp_created'
  return catalogue.prepare(sql).all() as StoragePoint[]
}
