/** Tables of the task queue. Names follow Pulp 3's models. */
import { primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core'
import type { ErrorBody } from '#shared/error'
import type { TaskProfile, TaskState } from '#shared/api/task'
import { flag, integer, json, text, timestamp, uuid } from '../column.ts'

export const taskTable = sqliteTable('core_task', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  pulp_last_updated: timestamp().notNull(),
  state: text().$type<TaskState>().notNull(),
  /** Stable id of the task type, such as `file.sync`. */
  name: text().notNull(),
  /** Version of the input's shape, so that a newer program can still run what an older one queued. */
  input_version: integer().notNull(),
  input: json<unknown>().notNull(),
  result: json<unknown>(),
  error: json<ErrorBody>(),
  logging_cid: text().notNull(),
  worker: text(),
  parent_task_id: uuid(),
  task_group_id: uuid(),
  immediate: flag().notNull(),
  deferred: flag().notNull(),
  unblocked_at: timestamp(),
  started_at: timestamp(),
  finished_at: timestamp(),
  /** Since when its user holds it back. */
  paused_at: timestamp(),
})

/** What a task needs; `exclusive` to change it, otherwise shared with other readers. */
export const taskReservationTable = sqliteTable(
  'core_taskreservation',
  { task_id: uuid().notNull(), resource: text().notNull(), exclusive: flag().notNull() },
  (table) => [primaryKey({ columns: [table.task_id, table.resource] })],
)

export const createdResourceTable = sqliteTable(
  'core_createdresource',
  { task_id: uuid().notNull(), position: integer().notNull(), prn: text().notNull(), href: text().notNull() },
  (table) => [primaryKey({ columns: [table.task_id, table.position] })],
)

export const taskGroupTable = sqliteTable('core_taskgroup', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  description: text().notNull(),
  all_tasks_dispatched: flag().notNull(),
})

export const progressReportTable = sqliteTable('core_progressreport', {
  pulp_id: uuid().primaryKey(),
  task_id: uuid().notNull(),
  message: text().notNull(),
  code: text().notNull(),
  state: text().$type<TaskState>().notNull(),
  total: integer(),
  done: integer().notNull(),
  suffix: text(),
})

export const groupProgressReportTable = sqliteTable('core_groupprogressreport', {
  pulp_id: uuid().primaryKey(),
  task_group_id: uuid().notNull(),
  message: text().notNull(),
  code: text().notNull(),
  total: integer().notNull(),
  done: integer().notNull(),
  suffix: text(),
})

/** What a run cost. */
export const taskProfileTable = sqliteTable('core_taskprofile', {
  task_id: uuid().primaryKey(),
  profile: json<TaskProfile>().notNull(),
})
