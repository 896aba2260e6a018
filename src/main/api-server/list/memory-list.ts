/** Lists of what is in no table: the same filters, judged row by row. */
import { foldCase, linearRegex } from '#engine/db/regex'
import type { FilterTerm, Lookup, Ordering } from '#engine/db/filter'
import type { Field } from '../resource/field.ts'
import type { Filter } from './filter.ts'
import type { ListSource } from './list.ts'

type Body = Readonly<Record<string, unknown>>
type Plain = string | number | boolean | null

/** A list of bodies whose fields have the names of their columns. */
export function memoryList<T extends Body>(
  fields: readonly Field[],
  filters: readonly Filter[],
  bodies: () => readonly T[],
): ListSource<T> {
  const valueOf = (body: Body, column: string): Plain => plainValue(fields, body, column)
  const matching = (terms: readonly FilterTerm[]): T[] =>
    bodies().filter((body) => terms.every((term) => matches(term, (column) => valueOf(body, column))))
  return {
    filters,
    orderable: new Map(fields.map(({ name, column }) => [name, column])),
    count: (query) => matching(query.filters).length,
    rows: (query) =>
      matching(query.filters)
        .toSorted((a, b) => compareBy(query.order, a, b, valueOf))
        .slice(query.offset, query.offset + query.limit),
    render: (rows) => rows,
  }
}

function plainValue(fields: readonly Field[], body: Body, column: string): Plain {
  const value = (body[column] ?? null) as Plain
  const isTime = fields.some((field) => field.column === column && field.type === 'time')
  return isTime && typeof value === 'string' ? Date.parse(value) : value
}

function compareBy(
  order: readonly Ordering[],
  a: Body,
  b: Body,
  valueOf: (body: Body, column: string) => Plain,
): number {
  for (const { field, descending } of order) {
    const result = compare(valueOf(a, field), valueOf(b, field))
    if (result !== 0) return descending ? -result : result
  }
  return 0
}

function compare(a: Plain, b: Plain): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

/** Whether what is known about a row meets a condition. */
export function matches({ field, lookup, value }: FilterTerm, valueOf: (column: string) => Plain): boolean {
  const all = (terms: unknown): boolean => (terms as FilterTerm[]).every((term) => matches(term, valueOf))
  const any = (terms: unknown): boolean => (terms as FilterTerm[]).some((term) => matches(term, valueOf))
  if (lookup === 'all') return all(value)
  if (lookup === 'any') return any(value)
  if (lookup === 'none') return !any(value)
  const test = TESTS[lookup]
  if (!test) throw new TypeError(`${lookup} needs a table`)
  return test(valueOf(field), value)
}

type Test = (actual: Plain, value: unknown) => boolean

const text =
  (test: (actual: string, value: string) => boolean, fold = false): Test =>
  (actual, value) =>
    actual !== null &&
    (fold ? test(String(actual).toLowerCase(), String(value).toLowerCase()) : test(String(actual), String(value)))

const ordered =
  (test: (order: number) => boolean): Test =>
  (actual, value) =>
    actual !== null && test(compare(actual, value as Plain))

const TESTS: Partial<Record<Lookup, Test>> = {
  exact: (actual, value) => actual === value,
  ne: (actual, value) => actual !== value,
  in: (actual, value) => (value as Plain[]).includes(actual),
  isnull: (actual, value) => (actual === null) === value,
  iexact: text((actual, value) => actual === value, true),
  contains: text((actual, value) => actual.includes(value)),
  icontains: text((actual, value) => actual.includes(value), true),
  startswith: text((actual, value) => actual.startsWith(value)),
  istartswith: text((actual, value) => actual.startsWith(value), true),
  endswith: text((actual, value) => actual.endsWith(value)),
  iendswith: text((actual, value) => actual.endsWith(value), true),
  regex: text((actual, value) => linearRegex(value).test(actual)),
  iregex: text((actual, value) => linearRegex(foldCase(value)).test(actual.toLowerCase())),
  gt: ordered((order) => order > 0),
  gte: ordered((order) => order >= 0),
  lt: ordered((order) => order < 0),
  lte: ordered((order) => order <= 0),
  range: (actual, value) => {
    const [low, high] = value as Plain[]
    return actual !== null && compare(actual, low ?? null) >= 0 && compare(actual, high ?? null) <= 0
  },
}
