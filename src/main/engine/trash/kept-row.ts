/** Rows taken out of the catalogue that can be put back as they were, with the rows that go with them. */
import { StillwaterError } from '#shared/error'
import type { Catalogue } from '../db/catalogue.ts'

/** A row as JSON: blobs are objects with their hexadecimal digits. */
export interface KeptRow {
  table: string
  values: Record<string, string | number | null | { hex: string }>
}

interface ForeignKey {
  table: string
  from: string
  on_delete: string
}

type Raw = Record<string, string | number | null | Buffer>

const foreignKeys = (catalogue: Catalogue, table: string): ForeignKey[] =>
  catalogue.sqlite.pragma(`foreign_key_list(${table})`) as ForeignKey[]

/** Tables whose rows go with a row of this one, and the column that names it. */
function dependents(catalogue: Catalogue, table: string): { table: string; column: string }[] {
  const sql = `SELECT m.name AS "table", f."from" AS "column" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table' AND f."table" = ? AND f.on_delete = 'CASCADE'`
  return catalogue.prepare(sql).all(table) as { table: string; column: string }[]
}

function kept(table: string, row: unknown): KeptRow {
  const values = Object.entries(row as Raw).map(([name, value]) => [
    name,
    Buffer.isBuffer(value) ? { hex: value.toString('hex') } : value,
  ])
  return { table, values: Object.fromEntries(values) as KeptRow['values'] }
}

/** Takes the rows that a column selects out of a table, each with what goes with it; inside a transaction. */
export function takeRows(catalogue: Catalogue, table: string, column: string, id: Buffer): KeptRow[] {
  const rows = catalogue.prepare(`SELECT * FROM ${table} WHERE ${column} = ?`).all(id) as Raw[]
  const all = rows.flatMap((row) => [
    kept(table, row),
    ...dependents(catalogue, table).flatMap((below) =>
      catalogue
        .prepare(`SELECT * FROM ${below.table} WHERE ${below.column} = ?`)
        .all(row['pulp_id'])
        .map((one) => kept(below.table, one)),
    ),
  ])
  catalogue.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(id)
  return all
}

/**
 * Puts rows back; inside a transaction. References to what is gone by now become empty where they may; a row that cannot be without one is
 * left out.
 * @throws StillwaterError `trash.guard_gone` (409) when that would open to all what was guarded
 */
export function putRows(catalogue: Catalogue, rows: readonly KeptRow[]): void {
  for (const { table, values } of rows) {
    const row: Raw = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value !== null && typeof value === 'object' ? Buffer.from(value.hex, 'hex') : value,
      ]),
    )
    if (!mend(catalogue, table, row)) continue
    const names = Object.keys(row)
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
    catalogue.prepare(sql).run(...names.map((name) => row[name]))
  }
}

/** Empties references to what is gone; answers whether the row can still be. */
function mend(catalogue: Catalogue, table: string, row: Raw): boolean {
  for (const { table: target, from, on_delete: rule } of foreignKeys(catalogue, table)) {
    const id = row[from]
    if (id === null || id === undefined) continue
    if (catalogue.prepare(`SELECT 1 FROM ${target} WHERE pulp_id = ?`).get(id)) continue
    if (rule === 'CASCADE') return false
    if (rule !== 'SET NULL')
      throw new StillwaterError('trash.guard_gone', { name: String(row['name']) }, { status: 409 })
    row[from] = null
  }
  return true
}
