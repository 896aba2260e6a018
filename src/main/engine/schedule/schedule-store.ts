/** The rows of schedules. */
import { uuidv7 } from '#shared/id'
import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { OWN_API_ROOT } from '#shared/wire'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { listRows } from '../db/table-query.ts'
import { type ScheduleRow, scheduleTable } from '../db/table/schedule.ts'

export const SCHEDULES = `${OWN_API_ROOT}schedules/`
export const scheduleHref = (id: string): string => `${SCHEDULES}${id}/`
export const schedulePrn = (id: string): string => formatPrn('core.schedule', id)

export type ScheduleValues = Omit<ScheduleRow, 'pulp_id' | 'pulp_created' | 'pulp_last_updated'>

/** @throws StillwaterError `catalogue.not_found` (404) */
export function getSchedule(catalogue: Catalogue, id: string): ScheduleRow {
  const [row] = listRows(catalogue, scheduleTable, { filters: [{ field: 'pulp_id', lookup: 'exact', value: id }] })
  if (!row) throw new StillwaterError('catalogue.not_found', { model: 'Schedule', id }, { status: 404 })
  return row
}

/** Schedules that are enabled, the next one first. */
export function enabledSchedules(catalogue: Catalogue): ScheduleRow[] {
  return listRows(catalogue, scheduleTable, {
    filters: [
      { field: 'enabled', lookup: 'exact', value: true },
      { field: 'next_run', lookup: 'isnull', value: false },
    ],
    order: [{ field: 'next_run', descending: false }],
  })
}

/** Answers the id. */
export function insertSchedule(catalogue: Catalogue, values: ScheduleValues): string {
  const id = uuidv7()
  const now = Date.now()
  const sql = `INSERT INTO core_schedule (pulp_id, pulp_created, pulp_last_updated, repository_id, cron, interval, enabled, mirror)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
  const { repository_id: repository, cron, interval, enabled, mirror } = values
  catalogue.transaction(() => {
    catalogue
      .prepare(sql)
      .run(uuidToBlob(id), now, now, uuidToBlob(repository), cron, interval, Number(enabled), Number(mirror))
    updateSchedule(catalogue, id, values)
  })
  return id
}

/** Writes the values; those left out stay. */
export function updateSchedule(catalogue: Catalogue, id: string, values: Partial<ScheduleValues>): void {
  const merged = { ...getSchedule(catalogue, id), ...values }
  catalogue
    .prepare(
      `UPDATE core_schedule SET pulp_last_updated = ?, repository_id = ?, cron = ?, timezone = ?, interval = ?, enabled = ?, mirror = ?, next_run = ?,
         last_task_id = ?, error = ? WHERE pulp_id = ?`,
    )
    .run(
      Date.now(),
      uuidToBlob(merged.repository_id),
      merged.cron,
      merged.timezone,
      merged.interval,
      Number(merged.enabled),
      Number(merged.mirror),
      merged.next_run,
      merged.last_task_id && uuidToBlob(merged.last_task_id),
      merged.error && JSON.stringify(merged.error),
      uuidToBlob(id),
    )
}

export function deleteSchedule(catalogue: Catalogue, id: string): void {
  catalogue.prepare('DELETE FROM core_schedule WHERE pulp_id = ?').run(uuidToBlob(id))
}
