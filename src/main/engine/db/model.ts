import {
  and,
  count,
  eq,
  getTableColumns,
  inArray,
  type InferInsertModel,
  type InferSelectModel,
  isNull,
  type SQL,
} from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { ZodObject } from 'zod'
import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import type { Catalogue } from './catalogue.ts'
import { conditionsOf, type FilterTerm, labelCondition, orderOf, type Ordering } from './filter.ts'
import { insertStatement } from './insert.ts'

/** The kinds of master models and the path segment of each in the API. */
export const KIND_PATHS = {
  repository: 'repositories',
  remote: 'remotes',
  content: 'content',
  publication: 'publications',
  distribution: 'distributions',
  contentguard: 'contentguards',
  alternatecontentsource: 'acs',
  exporter: 'exporters',
  importer: 'importers',
} as const
export type MasterKind = keyof typeof KIND_PATHS

/** Columns every row of a master table has. */
export interface BaseRow {
  pulp_id: string
  pulp_created: number
  pulp_last_updated: number
  pulp_type: string
}

/** Equality conditions by column; a list means any of its values. */
export type Where<Row> = { [K in keyof Row]?: Row[K] | readonly Row[K][] }

export interface Query<Row> {
  where?: Where<Row>
  filters?: readonly FilterTerm[]
  /** Pulp's label expression, for kinds with labels. */
  labelSelect?: string
  /** Only these ids; null means no limit. */
  ids?: readonly string[] | null
  order?: readonly Ordering[]
  limit?: number
  offset?: number
}

/** What every loaded object can do besides carrying its columns. */
export interface InstanceMethods<Row extends BaseRow> {
  readonly model: Model<Row, never>
  readonly prn: string
  readonly href: string
  /** The same object as its master kind sees it: common columns only. */
  readonly master: Instance<BaseRow>
  /** The most derived object behind this row. @throws StillwaterError `catalogue.unknown_type` */
  cast(): Instance<BaseRow>
  /** Writes the given columns, to whichever tables hold them. */
  save(patch: Partial<Omit<Row, keyof BaseRow>>): void
  /** Deletes the object, detail and master together. */
  delete(): void
}

export type Instance<Row extends BaseRow> = Row & InstanceMethods<Row>
export type RowOf<M> = M extends Model<infer Row, infer _Insert> ? Row : never
export type InsertOf<M> = M extends Model<infer _Row, infer Insert> ? Insert : never
export type InstanceOf<M> = M extends Model<infer Row, infer _Insert> ? Instance<Row> : never

/** Any model, where only its common face matters. */
export type AnyModel = Model<BaseRow, Record<string, unknown>>

export interface ModelOptions {
  kind: MasterKind
  /** Class name as in Pulp, such as `FileRemote`; with the plugin it makes the PRN's `file.fileremote`. */
  name: string
  /** `plugin.type`; empty for a master. */
  type: string
  /** Last path segment in the API; the part after the dot of `type` unless said otherwise. */
  endpoint?: string
  tables: readonly SQLiteTable[]
  parent: AnyModel | null
  /** Accepts the detail's own fields from a client. */
  schema: ZodObject
  naturalKey?: readonly string[]
  repoKey?: readonly string[]
}

type AnyRow = Record<string, unknown>

/** A kind of object: a master, or a detail on top of one. Made by `defineMaster` and `defineDetail`, never by hand. */
export class Model<Row extends BaseRow, Insert> {
  readonly kind: MasterKind
  readonly name: string
  readonly type: string
  readonly endpoint: string
  readonly parent: AnyModel | null
  readonly schema: ZodObject
  /** Columns that tell one unit of content from every other. */
  readonly naturalKey: readonly string[]
  /** Columns of which one version may hold only one unit. */
  readonly repoKey: readonly string[]
  /** Master table first, then each detail down to the most derived. */
  readonly tables: readonly SQLiteTable[]
  readonly columns: Readonly<Record<string, SQLiteColumn>>
  private readonly prototype: object
  declare readonly $insert: Insert

  constructor(options: ModelOptions) {
    this.kind = options.kind
    this.name = options.name
    this.type = options.type
    this.endpoint = options.endpoint ?? options.type.split('.')[1] ?? ''
    this.parent = options.parent
    this.schema = options.schema
    this.naturalKey = options.naturalKey ?? []
    this.repoKey = options.repoKey ?? []
    this.tables = options.tables
    this.columns = Object.assign({}, ...[...options.tables].reverse().map((table) => getTableColumns(table)))
    this.prototype = instancePrototype(this as unknown as Model<Row, never>)
  }

  /** The plugin the model belongs to; `core` for masters. */
  get plugin(): string {
    return this.type.split('.')[0] || 'core'
  }

  prnOf(id: string): string {
    return formatPrn(`${this.plugin}.${this.name.toLowerCase()}`, id)
  }

  hrefOf(id: string): string {
    return `${this.collectionHref}${id}/`
  }

  /** API path of the list of these objects. */
  get collectionHref(): string {
    const kind = `${API_ROOT}${KIND_PATHS[this.kind]}/`
    return this.type === '' ? kind : `${kind}${this.plugin}/${this.endpoint}/`
  }

  /** Makes an object: one row in the master table and in each detail table, together. */
  create(catalogue: Catalogue, values: Insert): Instance<Row> {
    return catalogue.transaction(() => this.insertMany(catalogue, [values])[0] as Instance<Row>)
  }

  /** Inserts many rows by prepared statements; the caller holds the transaction. */
  insertMany(catalogue: Catalogue, values: readonly Insert[]): Instance<Row>[] {
    if (this.type === '') throw new TypeError(`${this.name} is a master and is never created alone`)
    const inserts = this.tables.map((table) => insertStatement(catalogue, table))
    return values.map((value) => {
      const row: AnyRow = { ...(value as AnyRow), pulp_type: this.type }
      for (const insert of inserts) insert(row)
      return this.instantiate(catalogue, row as Row)
    })
  }

  /** The object with this id, or null. */
  find(catalogue: Catalogue, where: Where<Row>): Instance<Row> | null {
    return this.list(catalogue, { where, limit: 1 })[0] ?? null
  }

  /** The object with this id. @throws StillwaterError `catalogue.not_found` (404) */
  get(catalogue: Catalogue, id: string): Instance<Row> {
    const found = this.find(catalogue, { pulp_id: id } as Where<Row>)
    if (!found) throw new StillwaterError('catalogue.not_found', { model: this.name, id }, { status: 404 })
    return found
  }

  list(catalogue: Catalogue, query: Query<Row> = {}): Instance<Row>[] {
    const statement = this.joined(
      catalogue.orm
        .select(this.columns)
        .from(this.tables[0] as SQLiteTable)
        .$dynamic(),
    )
      .where(this.conditions(query))
      .orderBy(...orderOf(this.columns, query.order ?? []))
      .limit(query.limit ?? -1)
      .offset(query.offset ?? 0)
    return (statement.all() as Row[]).map((row) => this.instantiate(catalogue, row))
  }

  count(catalogue: Catalogue, query: Query<Row> = {}): number {
    const statement = this.joined(
      catalogue.orm
        .select({ count: count() })
        .from(this.tables[0] as SQLiteTable)
        .$dynamic(),
    )
    const row = statement.where(this.conditions(query)).get() as { count: number }
    return row.count
  }

  /** Wraps a row that was read another way. */
  instantiate(catalogue: Catalogue, row: Row): Instance<Row> {
    const instance: AnyRow = Object.create(this.prototype)
    Object.defineProperty(instance, CATALOGUE, { value: catalogue, enumerable: false })
    return Object.assign(instance, row) as unknown as Instance<Row>
  }

  /** Whether the other model is this one or an ancestor of it. */
  derivesFrom(other: AnyModel): boolean {
    return this === other || (this.parent?.derivesFrom(other) ?? false)
  }

  private joined<Q extends { innerJoin: (table: SQLiteTable, on: SQL | undefined) => unknown }>(statement: Q): Q {
    let result = statement
    const first = getTableColumns(this.tables[0] as SQLiteTable).pulp_id as SQLiteColumn
    for (const table of this.tables.slice(1)) {
      result = result.innerJoin(table, eq(getTableColumns(table).pulp_id as SQLiteColumn, first)) as Q
    }
    return result
  }

  private conditions(query: Query<Row>): SQL | undefined {
    const labels = this.columns.pulp_labels
    return and(
      ...Object.entries(query.where ?? {}).map(([name, value]) => this.equality(name, value)),
      conditionsOf(this.columns, query.filters ?? []),
      query.labelSelect !== undefined && labels ? labelCondition(labels, query.labelSelect) : undefined,
      query.ids ? inArray(this.columns.pulp_id as SQLiteColumn, [...query.ids]) : undefined,
    )
  }

  private equality(name: string, value: unknown): SQL {
    const column = this.columns[name]
    if (!column) throw new StillwaterError('request.unknown_field', { field: name }, { status: 400 })
    if (value === null || value === undefined) return isNull(column)
    return Array.isArray(value) ? inArray(column, value) : eq(column, value)
  }
}

const CATALOGUE = Symbol('catalogue')

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
  const now = { ...patch, pulp_last_updated: Date.now() }
  const catalogue = row[CATALOGUE]
  catalogue.transaction(() => {
    for (const table of model.tables) {
      const own = getTableColumns(table)
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

function instancePrototype<Row extends BaseRow>(model: Model<Row, never>): object {
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

export type SelectOf<T extends SQLiteTable> = InferSelectModel<T>
export type InsertRowOf<T extends SQLiteTable> = InferInsertModel<T>
