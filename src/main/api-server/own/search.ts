import * as z from 'zod'
import type { SearchResult } from '#shared/api/search'
import { OWN_API_ROOT } from '#shared/wire'
import { uuidToBlob } from '#engine/db/column'
import type { FilterTerm } from '#engine/db/filter'
import { filesOf, findUnits, type Match, type Matches, whereaboutsOf } from '#engine/search/search'
import type { ApiContext } from '../context.ts'
import type { Filter } from '../list/filter.ts'
import { listAnswer, listParameters, type ListQuery, type ListSource, parseListQuery } from '../list/list.ts'
import { fieldError } from '../message.ts'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'

/** Characters of a query. */
const LONGEST = 200

const SearchSchema = z.object({
  pulp_href: z.string().nullable(),
  prn: z.string().nullable(),
  pulp_type: z.string(),
  name: z.string(),
  files: z.array(
    z.object({
      relative_path: z.string(),
      size: z.number().int().nullable(),
      state: z.enum(['stored', 'on_demand', 'missing']),
    }),
  ),
  mirrors: z.array(
    z.object({
      name: z.string(),
      repository: z.string().nullable(),
      versions: z.array(z.object({ first: z.number().int(), last: z.number().int() })),
      present: z.boolean(),
    }),
  ),
}) satisfies z.ZodType<SearchResult>

function filtersOf(context: ApiContext): Filter[] {
  const term = (field: string, value: unknown): FilterTerm[] => [{ field, lookup: 'exact', value }]
  return [
    {
      parameter: { name: 'q', description: 'Parts of a name or path.', schema: { type: 'string' }, required: true },
      terms: (values) => term('q', values.at(-1) ?? ''),
    },
    {
      parameter: { name: 'pulp_type', description: 'Such as file.file.', schema: { type: 'string' } },
      terms: (values) => term('pulp_type', values.at(-1) ?? ''),
    },
    {
      parameter: { name: 'repository', schema: { type: 'string', format: 'uri' } },
      terms: (values) => term('repository', context.references.require('repository', values.at(-1), 'repository').id),
    },
  ]
}

function valueOf({ filters }: ListQuery, field: string): string | null {
  const value = filters.find((term) => term.field === field)?.value
  return typeof value === 'string' ? value : null
}

function search({ engine, reader }: ApiContext, query: ListQuery): Promise<Matches> {
  const text = valueOf(query, 'q')?.trim() ?? ''
  if (text === '') throw fieldError('q', 'required')
  if (text.length > LONGEST) throw fieldError('q', 'too_long', { limit: LONGEST })
  return findUnits(engine.catalogue, reader, {
    text,
    pulpType: valueOf(query, 'pulp_type'),
    repositoryId: valueOf(query, 'repository'),
  })
}

function resultOf({ engine, references }: ApiContext, { contentId, name }: Match): SearchResult | null {
  const { catalogue, registry } = engine
  const row = catalogue.prepare('SELECT pulp_type FROM core_content WHERE pulp_id = ?').get(uuidToBlob(contentId)) as
    | { pulp_type: string }
    | undefined
  if (!row) return null
  const model = registry.findModel('content', row.pulp_type)
  return {
    pulp_href: model?.hrefOf(contentId) ?? null,
    prn: model?.prnOf(contentId) ?? null,
    pulp_type: row.pulp_type,
    name,
    files: filesOf(catalogue, contentId),
    mirrors: whereaboutsOf(catalogue, contentId).map(({ repositoryId, name: mirror, versions, present }) => ({
      name: mirror,
      repository: references.href('repository', repositoryId),
      versions,
      present,
    })),
  }
}

async function answer(context: ApiContext, call: Call, filters: readonly Filter[]): Promise<Answer> {
  let matches: readonly Match[] = []
  const source: ListSource<Match> = {
    filters,
    orderable: new Map(),
    count: () => matches.length,
    rows: (query) => matches.slice(query.offset, query.offset + query.limit),
    render: (rows) => rows.flatMap((row) => resultOf(context, row) ?? []),
  }
  const found = await search(context, parseListQuery(source as ListSource<never>, call.query))
  matches = found.matches
  const { body } = await listAnswer(call, source)
  const page = body as Record<string, unknown>
  return ok({ ...page, more: found.more })
}

/** Where a unit is: across all mirrors, by a part of its name. */
export function searchOperations(context: ApiContext): Operation[] {
  const filters = filtersOf(context)
  const PageSchema = z.object({
    count: z.number().int(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(SearchSchema),
    more: z.boolean().meta({ description: 'Whether there are more matches than are counted.' }),
  })
  return [
    {
      id: 'search_list',
      method: 'GET',
      path: `${OWN_API_ROOT}search/`,
      tag: 'Search',
      summary: 'Find units in all mirrors',
      query: listParameters({ filters, orderable: new Map() }),
      answers: { 200: { description: 'A page.', name: 'SearchPage', schema: PageSchema } },
      run: (call) => answer(context, call, filters),
    },
  ]
}
