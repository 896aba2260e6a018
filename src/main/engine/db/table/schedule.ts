import { sqliteTable } from 'drizzle-orm/sqlite-core'
import type { ErrorBody } from '#shared/error'
import { flag, integer, json, text, timestamp, uuid } from '../column.ts'

/** When repositories are synced by themselves. Exactly one of `cron` and `interval` is set. */
export const scheduleTable = sqliteTable('core_schedule', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  pulp_last_updated: timestamp().notNull(),
  repository_id: uuid().notNull(),
  /** Five fields. */
  cron: text(),
  /** Of the cron fields, as an IANA name; null for that of the machine. */
  timezone: text(),
  /** Seconds from one run to the next. */
  interval: integer(),
  enabled: flag().notNull(),
  /** Whether units leave that upstream no longer lists. */
  mirror: flag().notNull(),
  /** Null while it is not enabled. */
  next_run: timestamp(),
  last_task_id: uuid(),
  /** Why the last run could not even be queued. */
  error: json<ErrorBody>(),
})
export type ScheduleRow = typeof scheduleTable.$inferSelect
