import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'

export interface GroupProgressOptions {
  /** Shown to people. */
  message: string
  /** Stable, such as `export.repositories`; one bar of a group for each. */
  code: string
  total?: number
  /** Unit of `done`. */
  suffix?: string
}

/** Starts a bar that the tasks of a group share; one that is there keeps what was counted. Source: Pulp's GroupProgressReport. */
export function startGroupProgress(catalogue: Catalogue, groupId: string, options: GroupProgressOptions): void {
  catalogue
    .prepare(
      `INSERT INTO core_groupprogressreport (pulp_id, task_group_id, message, code, total, done, suffix) VALUES (?, ?, ?, ?, ?, 0, ?)
       ON CONFLICT (task_group_id, code) DO UPDATE SET message = excluded.message, total = excluded.total, suffix = excluded.suffix`,
    )
    .run(
      uuidToBlob(uuidv7()),
      uuidToBlob(groupId),
      options.message,
      options.code,
      options.total ?? 0,
      options.suffix ?? null,
    )
}

/** Counts on a group's bar, in the database, so that no count of several workers at once is lost. Answers whether there is such a bar. */
export function incrementGroupProgress(
  catalogue: Catalogue,
  groupId: string,
  code: string,
  by: { done?: number; total?: number } = {},
): boolean {
  const sql = `UPDATE core_groupprogressreport SET done = done + ?, total = total + ? WHERE task_group_id = ? AND code = ?`
  return (
    catalogue.prepare(sql).run(by.done ?? (by.total ? 0 : 1), by.total ?? 0, uuidToBlob(groupId), code).changes === 1
  )
}
