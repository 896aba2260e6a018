/** What one version of a mirror holds and another does not. */
import * as z from 'zod'
import type { ChangedUnit, UnitCounts } from '#shared/api/history'
import { OWN_API_ROOT } from '#shared/wire'
import type { FilterTerm } from '#engine/db/filter'
import { type DifferentUnit, countDifference, listDifference } from '#engine/repository/version-difference'
import type { VersionRef } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import type { Filter } from '../list/filter.ts'
import { listAnswer, listParameters, type ListQuery, type ListSource, valuesOf } from '../list/list.ts'
import { type Call, ok, type Operation, type QueryParameter } from '../operation.ts'
import { requireVersionOf } from './history.ts'
import { requireMirror } from './mirror-create.ts'

const PATH = `${OWN_API_ROOT}mirrors/:id/difference/`
const TAG = 'Mirrors'

const VERSIONS: readonly QueryParameter[] = [
  { name: 'from', description: 'Number of one version.', schema: { type: 'integer' }, required: true },
  { name: 'to', description: 'Number of the other.', schema: { type: 'integer' }, required: true },
]

const counts = z.record(z.string(), z.number().int())
const ChangedUnitSchema = z.object({
  pulp_href: z.string().nullable(),
  pulp_type: z.string(),
  name: z.string(),
}) satisfies z.ZodType<ChangedUnit>

interface Pair {
  from: VersionRef
  to: VersionRef
}

function pairOf(context: ApiContext, call: Call): Pair {
  const repository = requireMirror(context, call.params.id ?? '')
  const version = (name: string): VersionRef =>
    requireVersionOf(context, repository, valuesOf(call.query[name]).at(-1) ?? '')
  return { from: version('from'), to: version('to') }
}

const PULP_TYPE: Filter = {
  parameter: { name: 'pulp_type', description: 'Such as file.file.', schema: { type: 'string' } },
  terms: (values): FilterTerm[] => [{ field: 'pulp_type', lookup: 'exact', value: values.at(-1) ?? '' }],
}

const ignored = ({ name, ...rest }: QueryParameter): Filter => ({ parameter: { name, ...rest }, terms: () => [] })
const FILTERS: readonly Filter[] = [...VERSIONS.map(ignored), PULP_TYPE]

function total(all: UnitCounts, type: string | null): number {
  return type === null ? Object.values(all).reduce((sum, count) => sum + count, 0) : (all[type] ?? 0)
}

/** Units that `here` holds and `there` does not. */
function unitList(context: ApiContext, there: VersionRef, here: VersionRef): ListSource<DifferentUnit> {
  const { catalogue, registry } = context.engine
  const typeOf = ({ filters }: ListQuery): string | null => {
    const value = filters.find(({ field }) => field === 'pulp_type')?.value
    return typeof value === 'string' ? value : null
  }
  return {
    filters: FILTERS,
    orderable: new Map(),
    count: (query) => total(countDifference(catalogue, there, here), typeOf(query)),
    rows: (query) => listDifference(catalogue, there, here, { ...query, pulpType: typeOf(query) }),
    render: (units) =>
      units.map(({ contentId, pulpType, name }) => ({
        pulp_href: registry.findModel('content', pulpType)?.hrefOf(contentId) ?? null,
        pulp_type: pulpType,
        name,
      })),
  }
}

function sideOperation(context: ApiContext, side: 'added' | 'removed'): Operation {
  return {
    id: `mirrors_difference_${side}`,
    method: 'GET',
    path: `${PATH}${side}/`,
    tag: TAG,
    summary:
      side === 'added'
        ? 'List what the version "to" holds and "from" does not'
        : 'List what the version "from" holds and "to" does not',
    query: listParameters({ filters: FILTERS, orderable: new Map() }),
    answers: { 200: { description: 'A page.', name: 'ChangedUnit', schema: ChangedUnitSchema, paged: true } },
    run(call) {
      const { from, to } = pairOf(context, call)
      return listAnswer(call, side === 'added' ? unitList(context, from, to) : unitList(context, to, from))
    },
  }
}

/** The counts, and the units of either side. */
export function differenceOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'mirrors_difference_read',
      method: 'GET',
      path: PATH,
      tag: TAG,
      summary: 'Count what two versions of a mirror differ in',
      query: VERSIONS,
      answers: {
        200: {
          description: 'The counts by type.',
          name: 'VersionDifference',
          schema: z.object({ added: counts, removed: counts }),
        },
      },
      run(call) {
        const { from, to } = pairOf(context, call)
        const { catalogue } = context.engine
        return ok({ added: countDifference(catalogue, from, to), removed: countDifference(catalogue, to, from) })
      },
    },
    sideOperation(context, 'added'),
    sideOperation(context, 'removed'),
  ]
}
