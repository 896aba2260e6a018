/** What loaded objects can do: the prototype behind every row. */
import { eq, getTableColumns } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { StillwaterError } from '#shared/error'
import type { Catalogue } from './catalogue.ts'
import type { AnyModel, BaseRow, Instance, MasterKind, Model } from './model.ts'
import { sealColumns } from './secret-column.ts'

type AnyRow = Record<string, unknown>

/** Where an instance keeps the connection it was read through. */
export const CATALOGUE = Symbol('catalogue')

interface Bound extends BaseRow {
  [CATALOGUE]: Catalogue
}

/** Turns a `pulp_type` into the model registered for it; set once per catalogue by the engine. */
export type TypeResolver = (kind: MasterKind, pulpType: string) => AnyModel | undefined
const resolvers = new WeakMap<Catalogue, TypeResolver>()

/** Tells a connection which plugins' models it may meet, so that `cast()` finds the most derived one. */
export function bindTypes(catalogue: Catalogue, resolver: TypeResolver): void {
  resolvers.set(catalogue, resolver)
}

function castRow(kind: MasterKind, row: Bound): Instance<BaseRow> {
  const catalogue = row[CATALOGUE]
  const model = resolvers.get(catalogue)?.(kind, row.pulp_type)
  if (!model) throw new StillwaterError('catalogue.unknown_type', { pulp_type: row.pulp_type })
  return model.get(catalogue, row.pulp_id)
}

function saveRow(model: Model<BaseRow, never>, row: Bound, patch: AnyRow): void {
  const now: AnyRow = { ...patch, pulp_last_updated: Date.now() }
  const catalogue = row[CATALOGUE]
  catalogue.transaction(() => {
    for (const table of model.tables) {
      const own = getTableColumns(table)
      sealColumns(catalogue, table, now)
      const set = Object.fromEntries(Object.entries(now).filter(([name]) => name in own && name !== 'pulp_id'))
      if (Object.keys(set).length === 0) continue
      catalogue.orm
        .update(table)
        .set(set)
        .where(eq(own.pulp_id as SQLiteColumn, row.pulp_id))
        .run()
    }
  })
  Object.assign(row, now)
}

function deleteRow(model: Model<BaseRow, never>, row: Bound): void {
  const catalogue = row[CATALOGUE]
  const master = model.tables[0] as SQLiteTable
  // Detail rows go with their master by ON DELETE CASCADE.
  catalogue.orm
    .delete(master)
    .where(eq(getTableColumns(master).pulp_id as SQLiteColumn, row.pulp_id))
    .run()
}

/** The prototype of a model's instances. */
export function instancePrototype<Row extends BaseRow>(model: Model<Row, never>): object {
  const erased = model as unknown as Model<BaseRow, never>
  return Object.defineProperties(
    {},
    {
      model: { value: model },
      prn: {
        get(this: BaseRow) {
          return model.prnOf(this.pulp_id)
        },
      },
      href: {
        get(this: BaseRow) {
          return model.hrefOf(this.pulp_id)
        },
      },
      master: {
        get(this: Bound) {
          return masterOf(erased).get(this[CATALOGUE], this.pulp_id)
        },
      },
      cast: {
        value(this: Bound) {
          return castRow(model.kind, this)
        },
      },
      save: {
        value(this: Bound, patch: AnyRow) {
          saveRow(erased, this, patch)
        },
      },
      delete: {
        value(this: Bound) {
          deleteRow(erased, this)
        },
      },
    },
  )
}

function masterOf(model: Model<BaseRow, never>): Model<BaseRow, never> {
  let current = model
  while (current.parent) current = current.parent as unknown as Model<BaseRow, never>
  return current
}
