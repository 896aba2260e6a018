import type { Catalogue } from '../db/catalogue.ts'

/**
 * SQL that is true for a row of `table` (under the alias) that nothing points at, by the schema itself, plugins' tables included. What goes
 * with the row (ON DELETE CASCADE) does not count.
 */
export function unreferenced(catalogue: Catalogue, table: string, alias: string): string {
  const rows = catalogue
    .prepare(
      `SELECT m.name AS name, f."from" AS column FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
       WHERE m.type = 'table' AND f."table" = ? AND f.on_delete <> 'CASCADE'`,
    )
    .all(table) as { name: string; column: string }[]
  return rows
    .map(({ name, column }) => `NOT EXISTS (SELECT 1 FROM ${name} WHERE ${name}.${column} = ${alias}.pulp_id)`)
    .join(' AND ')
}
