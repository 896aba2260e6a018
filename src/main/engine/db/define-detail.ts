import type { BuildColumns, InferInsertModel, InferSelectModel } from 'drizzle-orm'
import {
  type SQLiteColumnBuilderBase,
  sqliteTable,
  type SQLiteTable,
  type SQLiteTableWithColumns,
} from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { uuidv7 } from '#shared/id'
import { uuid } from './column.ts'
import { type BaseRow, type MasterKind, Model } from './model.ts'

type Builders = Record<string, SQLiteColumnBuilderBase>
type TableOf<C extends Builders> = SQLiteTableWithColumns<{
  name: string
  schema: undefined
  columns: BuildColumns<string, C, 'sqlite'>
  dialect: 'sqlite'
}>

/** A master model over a master table. */
export function defineMaster<T extends SQLiteTable>(kind: MasterKind, name: string, table: T) {
  return new Model<InferSelectModel<T> & BaseRow, InferInsertModel<T>>({
    kind,
    name,
    type: '',
    tables: [table],
    parent: null,
    schema: z.object({}),
  })
}

export interface DetailOptions<C extends Builders> {
  /** Class name as in Pulp, such as `FileRemote`. */
  name: string
  /** `plugin.type`, stored as `pulp_type`. */
  type: string
  /** Last path segment in the API when it differs from the type, such as `files` for content. */
  endpoint?: string
  /** Table name, `<plugin>_<model>`. Created by the plugin's migrations with `pulp_id` referencing the parent's table, ON DELETE CASCADE. */
  table: string
  columns: C
  /** The fields a client may write (the serializer); master fields are added by the kind. */
  schema?: z.ZodObject
  /** Content only: the columns that identify a unit everywhere. */
  naturalKey?: readonly (keyof C & string)[]
  /** Content only: the columns of which one version holds one unit. */
  repoKey?: readonly (keyof C & string)[]
}

/**
 * A detail model on a master, or on another detail: its rows carry the columns of every level and behave as one object.
 * Types follow from the columns. Source: Pulp's master/detail pattern (multi-table inheritance).
 */
export function defineDetail<Row extends BaseRow, Insert extends Record<string, unknown>, C extends Builders>(
  parent: Model<Row, Insert>,
  options: DetailOptions<C>,
) {
  const columns = { pulp_id: uuid().primaryKey().$defaultFn(uuidv7), ...options.columns }
  const table = sqliteTable(options.table, columns)
  return new Model<
    Row & Omit<InferSelectModel<TableOf<C>>, keyof Row>,
    Insert & Omit<InferInsertModel<TableOf<C>>, keyof Row>
  >({
    kind: parent.kind,
    name: options.name,
    type: options.type,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    tables: [...parent.tables, table],
    parent: parent,
    schema: options.schema ? parent.schema.extend(options.schema.shape) : parent.schema,
    naturalKey: options.naturalKey ?? parent.naturalKey,
    repoKey: options.repoKey ?? parent.repoKey,
  })
}
