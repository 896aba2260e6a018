import { getTableName } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Catalogue } from './catalogue.ts'
import type { AnyModel } from './model.ts'

interface ReadColumn {
  name: string
  column: SQLiteColumn
  /** Whether the value is that of a row which is made without the column. */
  isUsual(value: unknown): boolean
}

/**
 * Reads rows of a model one by one, for what goes through all of them: no query is built and no object is wrapped. Columns whose value is
 * that of a row made without them are left out.
 */
export class RowReader {
  private readonly sql: string
  private readonly columns: readonly ReadColumn[]

  /** @param isWanted which columns are read */
  constructor(model: AnyModel, isWanted: (name: string) => boolean) {
    this.columns = Object.entries(model.columns)
      .filter(([name]) => isWanted(name))
      .map(([name, column]) => ({ name, column, isUsual: usualOf(name, column) }))
    const [first = '', ...others] = model.tables.map((table) => getTableName(table))
    const joins = others.map((table) => `CROSS JOIN ${table} ON ${table}.pulp_id = ${first}.pulp_id`)
    const list = this.columns.map(({ column }) => `${getTableName(column.table)}.${column.name}`)
    this.sql = `SELECT ${list.join(', ')} FROM ${[first, ...joins].join(' ')} WHERE ${first}.pulp_id = ?`
  }

  /** The row in code form, each value passed through `map`; null when there is none. */
  read(
    catalogue: Catalogue,
    id: Buffer,
    map: (name: string, value: unknown) => unknown,
  ): Record<string, unknown> | null {
    const values = catalogue.prepare(this.sql).raw().get(id) as unknown[] | undefined
    if (!values) return null
    const row: Record<string, unknown> = {}
    this.columns.forEach(({ name, column, isUsual }, index) => {
      const value = values[index]
      if (!isUsual(value)) row[name] = map(name, value === null ? null : column.mapFromDriverValue(value))
    })
    return row
  }
}

/** Nothing, where a row has nothing without the column; and labels that there are none of. */
function usualOf(name: string, column: SQLiteColumn): (value: unknown) => boolean {
  if (name === 'pulp_labels') return (value) => value === '{}'
  return column.hasDefault ? () => false : (value) => value === null
}
