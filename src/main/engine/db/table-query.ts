/** Queries over tables that are no models: tasks, artifacts, versions. */
import { count, getTableColumns, type InferSelectModel } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Catalogue } from './catalogue.ts'
import { conditionsOf, type FilterTerm, orderOf, type Ordering } from './filter.ts'

export interface TableQuery {
  filters?: readonly FilterTerm[]
  order?: readonly Ordering[]
  limit?: number
  offset?: number
}

/** The table's columns by their names in code. */
export function columnsOf(table: SQLiteTable): Readonly<Record<string, SQLiteColumn>> {
  return getTableColumns(table)
}

/** Rows in their code form. */
export function listRows<T extends SQLiteTable>(
  catalogue: Catalogue,
  table: T,
  query: TableQuery = {},
): InferSelectModel<T>[] {
  const columns = columnsOf(table)
  const rows = catalogue.orm
    .select(columns)
    .from(table as SQLiteTable)
    .where(conditionsOf(columns, query.filters ?? []))
    .orderBy(...orderOf(columns, query.order ?? []))
    .limit(query.limit ?? -1)
    .offset(query.offset ?? 0)
    .all()
  return rows as InferSelectModel<T>[]
}

export function countRows(catalogue: Catalogue, table: SQLiteTable, filters: readonly FilterTerm[] = []): number {
  const columns = columnsOf(table)
  const row = catalogue.orm.select({ count: count() }).from(table).where(conditionsOf(columns, filters)).get()
  return (row as { count: number }).count
}
