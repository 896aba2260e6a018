import type { Catalogue } from '../../db/catalogue.ts'

interface Violation {
  table: string
  rowid: number | null
  parent: string
  fkid: number
}

interface ForeignKey {
  id: number
  from: string
  to: string | null
  table: string
}

/**
 * Empties references to what is not there (an object whose plugin is gone, a thing that manifests do not hold), and removes rows that are
 * nothing without it. Answers what was found, in words.
 */
export function danglingReferences({ sqlite }: Catalogue): string[] {
  const problems: string[] = []
  for (;;) {
    const violations = sqlite.pragma('foreign_key_check') as Violation[]
    if (violations.length === 0) return problems
    const places = new Map(violations.map((one) => [`${one.table} ${one.fkid}`, one]))
    for (const { table, fkid, parent } of places.values()) {
      const keys = sqlite.pragma(`foreign_key_list(${table})`) as ForeignKey[]
      const key = keys.find(({ id }) => id === fkid)
      if (!key) continue
      const columns = sqlite.pragma(`table_info(${table})`) as { name: string; notnull: number; pk: number }[]
      const column = columns.find(({ name }) => name === key.from)
      const dangling = `${key.from} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${parent} p WHERE p.${key.to ?? 'pulp_id'} = ${table}.${key.from})`
      const fixed =
        column?.notnull || column?.pk
          ? `DELETE FROM ${table} WHERE ${dangling}`
          : `UPDATE ${table} SET ${key.from} = NULL WHERE ${dangling}`
      const { changes } = sqlite.prepare(fixed).run()
      problems.push(`${changes} rows of ${table} named something in ${parent} that is not there`)
    }
  }
}
