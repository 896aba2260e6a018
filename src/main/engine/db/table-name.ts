import { getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { AnyModel } from './model.ts'

/** Name of the model's own (most derived) table, for set-based statements. */
export function tableNameOf(model: AnyModel): string {
  return getTableName(model.tables.at(-1) as SQLiteTable)
}
