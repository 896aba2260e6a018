import { and, count, eq, getTableColumns, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { ZodObject } from 'zod'
import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import type { Catalogue } from './catalogue.ts'
import { conditionsOf, fieldsIn, type FilterTerm, labelCondition, orderOf, type Ordering } from './filter.ts'
import { insertInto } from './insert.ts'
import { CATALOGUE, instancePrototype } from './instance.ts'

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
    return values.map((value) => this.instantiate(catalogue, this.insertRow(catalogue, value)))
  }

  /** Inserts one, and makes no object of it: for many at a time. The caller holds the transaction. */
  insertRow(catalogue: Catalogue, values: Insert): Row {
    if (this.type === '') throw new TypeError(`${this.name} is a master and is never created alone`)
    const row: AnyRow = { ...(values as AnyRow), pulp_type: this.type }
    for (const table of this.tables) insertInto(catalogue, table, row)
    return row as Row
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
    const page = query.limit === undefined || query.limit === 1 ? null : this.pageOfDetail(catalogue, query)
    if (!page) return this.listJoined(catalogue, query)
    const found = new Map(this.listJoined(catalogue, { ids: page }).map((row) => [row.pulp_id, row]))
    return page.flatMap((id) => found.get(id) ?? [])
  }

  /**
   * Ids of a page that only the model's own table decides, by its indexes; null when other tables have a say. Joined with its master first, a
   * table of a million rows would be sorted as a whole.
   */
  private pageOfDetail(catalogue: Catalogue, query: Query<Row>): string[] | null {
    const own = this.tables.at(-1) as SQLiteTable
    if (this.tables.length === 1 || this.tablesOf(query).some((table) => table !== own)) return null
    const columns = this.ownColumns
    const rows = catalogue.orm
      .select({ id: columns.pulp_id as SQLiteColumn })
      .from(own)
      .where(this.conditions(query, columns))
      .orderBy(...orderOf(columns, query.order ?? []))
      .limit(query.limit ?? -1)
      .offset(query.offset ?? 0)
      .all()
    return rows.map((row) => row.id as string)
  }

  private listJoined(catalogue: Catalogue, query: Query<Row>): Instance<Row>[] {
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

  /** How many there are: of the model's own table, joined with those that the conditions are about. */
  count(catalogue: Catalogue, query: Query<Row> = {}): number {
    const own = this.tables.at(-1) as SQLiteTable
    const columns = this.ownColumns
    const others = this.tablesOf({ ...query, order: [] }).filter((table) => table !== own)
    let statement = catalogue.orm.select({ count: count() }).from(own).$dynamic()
    for (const table of others) {
      const id = getTableColumns(table).pulp_id as SQLiteColumn
      statement = statement.innerJoin(table, eq(id, columns.pulp_id as SQLiteColumn)) as typeof statement
    }
    return (statement.where(this.conditions(query, columns)).get() as { count: number }).count
  }

  /** The columns, with the id of the model's own table: all its tables have the same. */
  private get ownColumns(): Readonly<Record<string, SQLiteColumn>> {
    return { ...this.columns, pulp_id: getTableColumns(this.tables.at(-1) as SQLiteTable).pulp_id as SQLiteColumn }
  }

  /** Tables whose columns a query names. */
  private tablesOf(query: Query<Row>): SQLiteTable[] {
    const names = [
      ...Object.keys(query.where ?? {}),
      ...fieldsIn(query.filters ?? []),
      ...(query.order ?? []).map(({ field }) => field),
      ...(query.labelSelect === undefined ? [] : ['pulp_labels']),
    ]
    const columns = this.ownColumns
    return this.tables.filter((table) => names.some((name) => columns[name]?.table === table))
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

  private conditions(query: Query<Row>, columns = this.columns): SQL | undefined {
    const labels = columns.pulp_labels
    return and(
      ...Object.entries(query.where ?? {}).map(([name, value]) => equality(columns, name, value)),
      conditionsOf(columns, query.filters ?? []),
      query.labelSelect !== undefined && labels ? labelCondition(labels, query.labelSelect) : undefined,
      query.ids ? isAmong(columns.pulp_id as SQLiteColumn, query.ids) : undefined,
    )
  }
}

/** One value for all ids: as many parameters as ids take longer to prepare than their rows to be read. */
function isAmong(column: SQLiteColumn, ids: readonly string[]): SQL {
  return sql`${column} IN (SELECT unhex(value, '-') FROM json_each(${JSON.stringify(ids)}))`
}

function equality(columns: Readonly<Record<string, SQLiteColumn>>, name: string, value: unknown): SQL {
  const column = columns[name]
  if (!column) throw new StillwaterError('request.unknown_field', { field: name }, { status: 400 })
  if (value === null || value === undefined) return isNull(column)
  return Array.isArray(value) ? inArray(column, value) : eq(column, value)
}
