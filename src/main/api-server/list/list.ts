/** Lists in Pulp's conventions: envelope, paging, ordering, filters, choice of fields. */
import { ValidationError } from '#shared/error'
import type { FilterTerm, Ordering } from '#engine/db/filter'
import { requestMessage } from '../message.ts'
import { type Answer, type Call, ok, type QueryParameter, type QueryValues } from '../operation.ts'
import { type Filter, splitList } from './filter.ts'

export const DEFAULT_LIMIT = 100
export const MAX_LIMIT = 1000

export interface ListQuery {
  filters: FilterTerm[]
  labelSelect?: string
  order: Ordering[]
  limit: number
  offset: number
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
  count(query: ListQuery): number
  rows(query: ListQuery): readonly Row[]
  render(rows: readonly Row[]): readonly unknown[]
}

const PAGE_PARAMETERS: readonly QueryParameter[] = [
  { name: 'limit', description: 'Results in one page.', schema: { type: 'integer' } },
  { name: 'offset', description: 'Results to skip.', schema: { type: 'integer' } },
]

export const FIELD_PARAMETERS: readonly QueryParameter[] = [
  { name: 'fields', description: 'Fields to answer.', schema: { type: 'array', items: { type: 'string' } } },
  { name: 'exclude_fields', description: 'Fields to leave out.', schema: { type: 'array', items: { type: 'string' } } },
]

const LABEL_SELECT: QueryParameter = {
  name: 'pulp_label_select',
  description: 'Labels that must match: k=v, k!=v, k~v, k, !k, joined by commas.',
  schema: { type: 'string' },
}

/** All query parameters of a list. */
export function listParameters(source: Pick<ListSource<never>, 'filters' | 'orderable' | 'labels'>): QueryParameter[] {
  const names = [...source.orderable.keys()].flatMap((name) => [name, `-${name}`])
  const ordering: QueryParameter = {
    name: 'ordering',
    description: 'Fields to order by; a minus sign turns the order round.',
    schema: { type: 'array', items: { type: 'string', enum: names } },
  }
  return [
    ...PAGE_PARAMETERS,
    ...(names.length > 0 ? [ordering] : []),
    ...FIELD_PARAMETERS,
    ...(source.labels ? [LABEL_SELECT] : []),
    ...source.filters.map((filter) => filter.parameter),
  ]
}

export const valuesOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

function whole(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,15}$/.test(text) || Number(text) < min) {
    throw new ValidationError({ [name]: [requestMessage('bad_page', { min, max })] })
  }
  return Math.min(Number(text), max)
}

function parseOrdering(source: ListSource<never>, values: readonly string[]): Ordering[] {
  return splitList(values).map((text) => {
    const descending = text.startsWith('-')
    const field = source.orderable.get(descending ? text.slice(1) : text)
    if (field === undefined) {
      throw new ValidationError({ ordering: [requestMessage('unknown_ordering', { field: text })] })
    }
    return { field, descending }
  })
}

const PLAIN = new Set(['limit', 'offset', 'ordering', 'fields', 'exclude_fields'])

/** @throws ValidationError for values that make no sense and for parameters nobody knows */
export function parseListQuery(source: ListSource<never>, query: QueryValues): ListQuery {
  const known = new Map(source.filters.map((filter) => [filter.parameter.name, filter]))
  const filters: FilterTerm[] = []
  const problems: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(query)) {
    const filter = known.get(name)
    if (filter) filters.push(...filter.terms(valuesOf(value)))
    else if (!PLAIN.has(name) && !(source.labels && name === 'pulp_label_select')) {
      problems[name] = [requestMessage('unknown_filter')]
    }
  }
  if (Object.keys(problems).length > 0) throw new ValidationError(problems)
  const order = parseOrdering(source, valuesOf(query.ordering))
  const labels = source.labels ? valuesOf(query.pulp_label_select).at(-1) : undefined
  return {
    filters,
    ...(labels ? { labelSelect: labels } : {}),
    order: order.length > 0 ? order : [...(source.defaultOrder ?? [])],
    limit: whole('limit', valuesOf(query.limit).at(-1), DEFAULT_LIMIT, 1, MAX_LIMIT),
    offset: whole('offset', valuesOf(query.offset).at(-1), 0, 0, Number.MAX_SAFE_INTEGER),
  }
}

/** Answers one page of a list. */
export function listAnswer<Row>(call: Call, source: ListSource<Row>): Answer {
  const query = parseListQuery(source as unknown as ListSource<never>, call.query)
  const count = source.count(query)
  const results = source.render(source.rows(query)).map((body) => chooseFields(body, call.query))
  return ok(pageBody(call, count, results, query))
}

/** Pulp's envelope. */
export function pageBody(
  call: Pick<Call, 'url' | 'origin'>,
  count: number,
  results: readonly unknown[],
  { limit, offset }: Pick<ListQuery, 'limit' | 'offset'>,
): Record<string, unknown> {
  const page = (to: number): string => pageUrl(call, limit, to)
  return {
    count,
    next: offset + limit < count ? page(offset + limit) : null,
    previous: offset > 0 ? page(Math.max(0, offset - limit)) : null,
    results,
  }
}

function pageUrl({ url, origin }: Pick<Call, 'url' | 'origin'>, limit: number, offset: number): string {
  const [path = '', text = ''] = url.split('?')
  const query = new URLSearchParams(text)
  query.set('limit', String(limit))
  query.set('offset', String(offset))
  return `${origin}${path}?${query}`
}

/** The body with only the fields the client wants. */
export function chooseFields(body: unknown, query: QueryValues): unknown {
  const wanted = splitList(valuesOf(query.fields))
  const unwanted = new Set(splitList(valuesOf(query.exclude_fields)))
  if (wanted.length === 0 && unwanted.size === 0) return body
  const keep = (name: string): boolean => !unwanted.has(name) && (wanted.length === 0 || wanted.includes(name))
  return Object.fromEntries(Object.entries(body as Record<string, unknown>).filter(([name]) => keep(name)))
}
