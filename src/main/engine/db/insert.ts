import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Catalogue } from './catalogue.ts'
import { hasSecrets, sealColumns } from './secret-column.ts'

interface Plan {
  sql: string
  columns: [name: string, column: SQLiteColumn][]
  isSecret: boolean
}

const plans = new WeakMap<SQLiteTable, Plan>()

function planOf(table: SQLiteTable): Plan {
  let plan = plans.get(table)
  if (!plan) {
    const columns = Object.entries(getTableColumns(table)) as [string, SQLiteColumn][]
    const names = columns.map(([, column]) => column.name)
    const sql = `INSERT INTO ${getTableName(table)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
    plan = { sql, columns, isSecret: hasSecrets(table) }
    plans.set(table, plan)
  }
  return plan
}

function valueOf(row: Record<string, unknown>, name: string, column: SQLiteColumn): unknown {
  let value = row[name]
  if (value === undefined) {
    value = column.defaultFn ? column.defaultFn() : column.default
    // The row keeps what was filled in, so that detail tables and the caller see the same id and times.
    row[name] = value ?? null
  }
  return value === null || value === undefined ? null : column.mapToDriverValue(value)
}

/** Inserts one row into the table by a prepared statement, filling defaults into the row it is given. */
export function insertInto(catalogue: Catalogue, table: SQLiteTable, row: Record<string, unknown>): void {
  const { sql, columns, isSecret } = planOf(table)
  if (isSecret) sealColumns(catalogue, table, row)
  const values: unknown[] = []
  for (const [name, column] of columns) values.push(valueOf(row, name, column))
  catalogue.prepare(sql).run(values)
}
