/** Lists in Pulp's conventions: envelope, paging, ordering, filters, choice of fields. */
import { ValidationError } from '#shared/error'
import type { FilterTerm, Ordering } from '#engine/db/filter'
import { requestMessage } from '../message.ts'
import { type Answer, type Call, ok, type QueryParameter, type QueryValues } from '../operation.ts'
import { parseExpression } from './expression.ts'
import { booleanValue, type Filter, splitList } from './filter.ts'
import { behindPlace, type KeyRow, placeText } from './place.ts'

export const DEFAULT_LIMIT = 100
export const MAX_LIMIT = 1000

export interface ListQuery {
  filters: FilterTerm[]
  labelSelect?: string
  order: Ordering[]
  limit: number
  offset: number
  /** The place behind which the page begins; without one the offset says it. */
  after?: FilterTerm
}

/** Something that can be listed. */
export interface ListSource<Row> {
  filters: readonly Filter[]
  /** Columns to order by, by their names in the API. */
  orderable: ReadonlyMap<string, string>
  /** Order when the client asks for none; newest first as in Pulp. */
  defaultOrder?: readonly Ordering[]
  /** Whether `pulp_label_select` is understood. */
  labels?: boolean
  /** The row's columns, where pages can be told apart by them. */
  key?(row: Row): KeyRow
  count(query: ListQuery): number
  /** The place of the page, if it has one, is among the filters. */
  rows(query: ListQuery): readonly Row[] | Promise<readonly Row[]>
  render(rows: readonly Row[]): readonly unknown[]
}

const PAGE_PARAMETERS: readonly QueryParameter[] = [
  { name: 'limit', description: 'Results in one page.', schema: { type: 'integer' } },
  { name: 'offset', description: 'Results to skip.', schema: { type: 'integer' } },
]

/** What may be chosen of one object, or of each of a page. */
export const FIELD_PARAMETERS: readonly QueryParameter[] = [
  { name: 'fields', description: 'Fields to answer.', schema: { type: 'array', items: { type: 'string' } } },
  { name: 'exclude_fields', description: 'Fields to leave out.', schema: { type: 'array', items: { type: 'string' } } },
]

const MINIMAL: QueryParameter = {
  name: 'minimal',
  description: 'Leave out what is nested.',
  schema: { type: 'boolean' },
}

const AFTER: QueryParameter = {
  name: 'after',
  description: 'The place where the page before ended, as its next link names it; it counts more than the offset.',
  schema: { type: 'string' },
}

const EXPRESSION: QueryParameter = {
  name: 'q',
  description: 'Other filters joined by NOT, AND, OR and parentheses.',
  schema: { type: 'string' },
}

const LABEL_SELECT: QueryParameter = {
  name: 'pulp_label_select',
  description: 'Labels that must match: k=v, k!=v, k~v, k, !k, joined by commas.',
  schema: { type: 'string' },
}

/** All query parameters of a list. */
export function listParameters(
  source: Pick<ListSource<never>, 'filters' | 'orderable' | 'labels'> & { key?: unknown },
): QueryParameter[] {
  const names = [...source.orderable.keys(), ...(source.key ? ['pulp_id', 'pk'] : [])].flatMap((name) => [
    name,
    `-${name}`,
  ])
  const ordering: QueryParameter = {
    name: 'ordering',
    description: 'Fields to order by; a minus sign turns the order round.',
    schema: { type: 'array', items: { type: 'string', enum: names } },
  }
  return [
    ...PAGE_PARAMETERS,
    ...(names.length > 0 ? [ordering] : []),
    ...FIELD_PARAMETERS,
    MINIMAL,
    ...(source.key ? [AFTER] : []),
    ...(hasExpression(source) ? [EXPRESSION] : []),
    ...(source.labels ? [LABEL_SELECT] : []),
    ...source.filters.map((filter) => filter.parameter),
  ]
}

/** Searches have a `q` of their own. */
const hasExpression = ({ filters }: Pick<ListSource<never>, 'filters'>): boolean =>
  filters.length > 0 && filters.every(({ parameter }) => parameter.name !== 'q')

export const valuesOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** A whole number of a query. @throws ValidationError on `name` */
export function wholeOf(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,15}$/.test(text) || Number(text) < min) {
    throw new ValidationError({ [name]: [requestMessage('bad_page', { min, max })] })
  }
  return Math.min(Number(text), max)
}

function parseOrdering(source: ListSource<never>, values: readonly string[]): Ordering[] {
  return splitList(values).map((text) => {
    const descending = text.startsWith('-')
    const name = descending ? text.slice(1) : text
    const isId = source.key !== undefined && (name === 'pulp_id' || name === 'pk')
    const field = source.orderable.get(name) ?? (isId ? 'pulp_id' : undefined)
    if (field === undefined) {
      throw new ValidationError({ ordering: [requestMessage('unknown_ordering', { field: text })] })
    }
    return { field, descending }
  })
}

const PLAIN = new Set(['limit', 'offset', 'ordering', 'fields', 'exclude_fields', 'minimal'])

/** The conditions of a query. @throws ValidationError for values that make no sense and for parameters nobody knows */
function parseFilters(source: ListSource<never>, query: QueryValues): FilterTerm[] {
  const known = new Map(source.filters.map((filter) => [filter.parameter.name, filter]))
  const filters: FilterTerm[] = []
  const problems: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(query)) {
    const filter = known.get(name)
    if (filter) filters.push(...filter.terms(valuesOf(value)))
    else if (name === 'q' && hasExpression(source)) filters.push(...expressions(source, known, valuesOf(value)))
    else if (!isPlain(source, name)) problems[name] = [requestMessage('unknown_filter')]
  }
  if (Object.keys(problems).length > 0) throw new ValidationError(problems)
  return filters
}

const isPlain = (source: ListSource<never>, name: string): boolean =>
  PLAIN.has(name) ||
  (source.key !== undefined && name === 'after') ||
  (source.labels === true && name === 'pulp_label_select')

function expressions(
  source: ListSource<never>,
  known: ReadonlyMap<string, Filter>,
  values: readonly string[],
): FilterTerm[] {
  return values
    .filter((text) => text.trim() !== '')
    .map((text) =>
      parseExpression(text, (name, value) => {
        const filter = known.get(name)
        if (filter) return filter.terms([value])
        if (source.labels && name === 'pulp_label_select') return [{ field: 'pulp_labels', lookup: 'labels', value }]
        throw new ValidationError({ q: [requestMessage('no_such_filter', { name })] })
      }),
    )
}

/** @throws ValidationError for values that make no sense and for parameters nobody knows */
export function parseListQuery(source: ListSource<never>, query: QueryValues): ListQuery {
  const filters = parseFilters(source, query)
  const asked = parseOrdering(source, valuesOf(query.ordering))
  const order = asked.length > 0 ? asked : [...(source.defaultOrder ?? [])]
  const labels = source.labels ? valuesOf(query.pulp_label_select).at(-1) : undefined
  const after = source.key ? valuesOf(query.after).at(-1) : undefined
  return {
    filters,
    ...(labels ? { labelSelect: labels } : {}),
    order,
    limit: wholeOf('limit', valuesOf(query.limit).at(-1), DEFAULT_LIMIT, 1, MAX_LIMIT),
    offset: wholeOf('offset', valuesOf(query.offset).at(-1), 0, 0, Number.MAX_SAFE_INTEGER),
    ...(after ? { after: behindPlace(after, order) } : {}),
  }
}

/** Answers one page of a list. */
export async function listAnswer<Row>(call: Call, source: ListSource<Row>): Promise<Answer> {
  const query = parseListQuery(source as unknown as ListSource<never>, call.query)
  const count = source.count(query)
  // One more than the page holds tells whether there is another.
  const page = { ...query, limit: query.limit + 1 }
  const found = await source.rows(query.after ? { ...page, filters: [...query.filters, query.after], offset: 0 } : page)
  const rows = found.slice(0, query.limit)
  const last = found.length > rows.length ? rows.at(-1) : undefined
  const results = source.render(rows).map((body) => chooseFields(body, call.query))
  const after = last !== undefined && source.key ? placeText(query.order, source.key(last)) : undefined
  return ok({ count, ...links(call, query, last !== undefined, after), results })
}

function links(
  call: Pick<Call, 'url' | 'origin'>,
  { limit, offset }: Pick<ListQuery, 'limit' | 'offset'>,
  hasMore: boolean,
  after: string | undefined,
): { next: string | null; previous: string | null } {
  return {
    next: hasMore ? pageUrl(call, limit, offset + limit, after) : null,
    previous: offset > 0 ? pageUrl(call, limit, Math.max(0, offset - limit)) : null,
  }
}

function pageUrl({ url, origin }: Pick<Call, 'url' | 'origin'>, limit: number, offset: number, after?: string): string {
  const [path = '', text = ''] = url.split('?')
  const query = new URLSearchParams(text)
  query.set('limit', String(limit))
  query.set('offset', String(offset))
  query.delete('after')
  if (after !== undefined) query.set('after', after)
  return `${origin}${path}?${query}`
}

/** The body with only the fields the client wants. @throws ValidationError on `minimal` */
export function chooseFields(body: unknown, query: QueryValues): unknown {
  const wanted = splitList(valuesOf(query.fields))
  const unwanted = new Set(splitList(valuesOf(query.exclude_fields)))
  const minimal = valuesOf(query.minimal).at(-1)
  const isMinimal = minimal !== undefined && minimal !== '' && booleanValue('minimal', minimal)
  if (wanted.length === 0 && unwanted.size === 0 && !isMinimal) return body
  const keep = (name: string, value: unknown): boolean =>
    !unwanted.has(name) && (wanted.length === 0 || wanted.includes(name)) && !(isMinimal && isNested(value))
  return Object.fromEntries(
    Object.entries(body as Record<string, unknown>).filter(([name, value]) => keep(name, value)),
  )
}

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null
