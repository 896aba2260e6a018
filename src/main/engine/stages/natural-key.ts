import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { Unit } from './declarative.ts'

interface Lookup {
  sql: string
  bind(values: Record<string, unknown>): unknown[]
}

const lookups = new WeakMap<AnyModel, Lookup>()

function lookupOf(model: AnyModel): Lookup {
  let lookup = lookups.get(model)
  if (!lookup) {
    const columns = model.naturalKey.map((name) => {
      const column = model.columns[name]
      if (!column) throw new TypeError(`${model.type}: natural key names ${name}, which is no column`)
      return [name, column] as const
    })
    if (columns.length === 0) throw new TypeError(`${model.type} has no natural key`)
    lookup = {
      sql: `SELECT pulp_id FROM ${tableNameOf(model)} WHERE ${columns.map(([, column]) => `${column.name} = ?`).join(' AND ')}`,
      bind: (values) => columns.map(([name, column]) => column.mapToDriverValue(values[name])),
    }
    lookups.set(model, lookup)
  }
  return lookup
}

/** Id of the saved unit with the same natural key, or null. */
export function findSaved(catalogue: Catalogue, unit: Unit): string | null {
  const { sql, bind } = lookupOf(unit.model)
  const row = catalogue.prepare(sql).get(...bind(unit.values)) as { pulp_id: Buffer } | undefined
  return row ? blobToUuid(row.pulp_id) : null
}
