/** Declarative conditions, so that rooms without the query builder can still ask precise questions. */
import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  ne,
  not,
  or,
  sql,
  type SQL,
} from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { StillwaterError } from '#shared/error'
import { foldCase, linearRegex } from './regex.ts'

/** What may be asked of a text. */
export const TEXT_LOOKUPS = [
  'exact',
  'ne',
  'iexact',
  'in',
  'contains',
  'icontains',
  'startswith',
  'istartswith',
  'endswith',
  'iendswith',
  'regex',
  'iregex',
] as const

export const LOOKUPS = [
  ...TEXT_LOOKUPS,
  'isnull',
  'gt',
  'gte',
  'lt',
  'lte',
  'range',
  'within',
  'labels',
  'after',
  'all',
  'any',
  'none',
] as const
export type Lookup = (typeof LOOKUPS)[number]

/** A statement that selects one column of driver values, with what its question marks stand for. */
export interface Subselect {
  sql: string
  values: readonly unknown[]
  /**
   * The selected column, when the statement answers more rows than are worth gathering: each row of the list is then looked up among them. The
   * statement ends with its WHERE clause.
   */
  probe?: string
}

/**
 * One condition on a column; `value` is in the column's code form (a UUID text, a number, a boolean …), a list for `in` and `range`, or a
 * Subselect for `within`, which is for code and never for clients; so are `labels` (a label expression), `after` (a Place), and those that
 * join the terms of a list: `all`, `any` and `none`.
 */
export interface FilterTerm {
  field: string
  lookup: Lookup
  value: unknown
}

export interface Ordering {
  field: string
  descending: boolean
}

/** A place in an ordered list: that of a row with these values of the ordering's columns, and with this id. */
export interface Place {
  order: readonly Ordering[]
  values: readonly unknown[]
  id: string
}

/** Columns that a condition is about, those within others included. */
export function fieldsIn(terms: readonly FilterTerm[]): string[] {
  return terms.flatMap(({ field, lookup, value }) => (isJoined(lookup) ? fieldsIn(value as FilterTerm[]) : [field]))
}

const isJoined = (lookup: Lookup): boolean => lookup === 'all' || lookup === 'any' || lookup === 'none'

type Columns = Readonly<Record<string, SQLiteColumn>>

function columnOf(columns: Columns, field: string): SQLiteColumn {
  const column = columns[field]
  if (!column) throw new StillwaterError('request.unknown_field', { field }, { status: 400 })
  return column
}

const escapeLike = (text: unknown): string => String(text).replaceAll(/[\\%_]/g, (char) => `\\${char}`)

function textMatch(column: SQLiteColumn, value: unknown, before: string, after: string): SQL {
  return sql`${column} GLOB ${before + String(value).replaceAll(/[*?[]/g, (char) => `[${char}]`) + after}`
}

function within(column: SQLiteColumn, { sql: text, values, probe }: Subselect): SQL {
  const chunks = text.split('?').flatMap((part, index) => {
    return index < values.length ? [sql.raw(part), sql`${values[index]}`] : [sql.raw(part)]
  })
  // A bare EXISTS would be made a join, looked at before the conditions on the row itself: "IS TRUE" leaves it to the few rows they let through.
  if (probe !== undefined) return sql`(EXISTS (${sql.join(chunks)} AND ${sql.raw(probe)} = ${column})) IS TRUE`
  return sql`${column} IN (${sql.join(chunks)})`
}

type Joined = 'all' | 'any' | 'none' | 'after'

const TERMS: Record<Exclude<Lookup, Joined>, (column: SQLiteColumn, value: unknown) => SQL | undefined> = {
  exact: (column, value) => (value === null ? isNull(column) : eq(column, value)),
  ne: (column, value) => (value === null ? isNotNull(column) : or(ne(column, value), isNull(column))),
  iexact: (column, value) => sql`${like(column, escapeLike(value))} ESCAPE '\\'`,
  in: (column, value) => (Array.isArray(value) && value.length > 0 ? inArray(column, value) : sql`0`),
  contains: (column, value) => textMatch(column, value, '*', '*'),
  icontains: (column, value) => sql`${like(column, `%${escapeLike(value)}%`)} ESCAPE '\\'`,
  startswith: (column, value) => textMatch(column, value, '', '*'),
  istartswith: (column, value) => sql`${like(column, `${escapeLike(value)}%`)} ESCAPE '\\'`,
  endswith: (column, value) => textMatch(column, value, '*', ''),
  iendswith: (column, value) => sql`${like(column, `%${escapeLike(value)}`)} ESCAPE '\\'`,
  regex: (column, value) => regexMatch(column, String(value), false),
  iregex: (column, value) => regexMatch(column, foldCase(String(value)), true),
  isnull: (column, value) => (value ? isNull(column) : isNotNull(column)),
  gt,
  gte,
  lt,
  lte,
  range: (column, value) => (Array.isArray(value) ? and(gte(column, value[0]), lte(column, value[1])) : undefined),
  within: (column, value) => within(column, value as Subselect),
  labels: (column, value) => labelCondition(column, String(value)),
}

/** Refused before the statement runs: what is thrown within one ends it as the fault of the catalogue. */
function regexMatch(column: SQLiteColumn, pattern: string, fold: boolean): SQL {
  linearRegex(pattern)
  return sql`matches_regex(${pattern}, ${column}, ${fold ? 1 : 0})`
}

function conditionOf(columns: Columns, { field, lookup, value }: FilterTerm): SQL | undefined {
  switch (lookup) {
    case 'all':
      return conditionsOf(columns, value as FilterTerm[])
    case 'any':
      return or(...(value as FilterTerm[]).map((term) => conditionOf(columns, term) ?? sql`1`))
    case 'none':
      // What is neither true nor false of a row, because a column is null, is not true of it.
      return sql`((${or(...(value as FilterTerm[]).map((term) => conditionOf(columns, term) ?? sql`1`))}) IS NOT TRUE)`
    case 'after':
      return afterPlace(columns, value as Place)
    default:
      return TERMS[lookup](columnOf(columns, field), value)
  }
}

/** Rows behind a place, in SQLite's order: null comes before every value. */
function afterPlace(columns: Columns, { order, values, id }: Place): SQL | undefined {
  const unique = order.findIndex(({ field }) => field === 'pulp_id')
  const all = unique === -1 ? [...order, { field: 'pulp_id', descending: false }] : order.slice(0, unique + 1)
  const same: SQL[] = []
  const alternatives = all.map(({ field, descending }, index) => {
    const column = columnOf(columns, field)
    const value = field === 'pulp_id' ? id : values[index]
    const behind = and(...same, isBehind(column, value, descending))
    same.push(value === null ? isNull(column) : eq(column, value))
    return behind
  })
  return or(...alternatives)
}

function isBehind(column: SQLiteColumn, value: unknown, descending: boolean): SQL | undefined {
  if (value === null) return descending ? sql`0` : isNotNull(column)
  if (!descending) return gt(column, value)
  return column.notNull ? lt(column, value) : or(lt(column, value), isNull(column))
}

/** The conditions joined by AND, over the given columns. @throws StillwaterError `request.unknown_field` */
export function conditionsOf(columns: Columns, terms: readonly FilterTerm[]): SQL | undefined {
  return and(...terms.map((term) => conditionOf(columns, term)))
}

/** Order-by terms; `pulp_id` is added so that paging is stable. */
export function orderOf(columns: Columns, orderings: readonly Ordering[]): SQL[] {
  const terms = orderings.map(({ field, descending }) => (descending ? desc : asc)(columnOf(columns, field)))
  const isUnique = orderings.some(({ field }) => field === 'pulp_id')
  return columns.pulp_id && !isUnique ? [...terms, asc(columns.pulp_id)] : terms
}

/** A condition on labels: `k=v`, `k!=v`, `k~v`, `k`, `!k`, joined by commas (Pulp's pulp_label_select). */
export function labelCondition(column: SQLiteColumn, select: string): SQL | undefined {
  return and(...select.split(/(?<!\\),/).map((part) => labelTerm(column, part.trim().replaceAll('\\,', ','))))
}

function labelTerm(column: SQLiteColumn, part: string): SQL {
  const match = /^(!?)([\w .-]+?)\s*(?:(!=|=|~)\s*(.*))?$/.exec(part)
  if (!match) throw new StillwaterError('request.bad_label_select', { term: part }, { status: 400 })
  const [, absent, key, operator, value = ''] = match
  const path = `$."${key}"`
  const stored = sql`json_extract(${column}, ${path})`
  const known = sql`json_type(${column}, ${path}) IS NOT NULL`
  if (absent) return not(known)
  if (operator === '=') return sql`${stored} = ${value}`
  if (operator === '!=') return sql`(${known} AND ${stored} IS NOT ${value})`
  if (operator === '~') return sql`${stored} LIKE ${`%${escapeLike(value)}%`} ESCAPE '\\'`
  return known
}
