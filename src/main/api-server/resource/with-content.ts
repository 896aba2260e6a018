/** Which repositories hold a unit, and which distributions show one: `with_content` and `latest_with_content`, as in Pulp. */
import { Distribution, type DistributionInstance } from '#engine/db/masters'
import { uuidToBlob } from '#engine/db/column'
import type { FilterTerm } from '#engine/db/filter'
import { findPublication, findServedVersion } from '#engine/repository/served'
import { getVersion, IN_VERSION } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import { type Filter, splitList } from '../list/filter.ts'

type TermOf = (units: readonly Buffer[]) => FilterTerm

/** A filter of one or many units, whose names are hrefs or PRNs. */
function unitFilter(context: ApiContext, name: string, term: TermOf): Filter {
  return {
    parameter: { name, schema: { type: 'string' } },
    terms: (values) => [
      term(splitList(values).map((text) => uuidToBlob(context.references.require(name, text, 'content').id))),
    ],
  }
}

const marks = (units: readonly Buffer[]): string => units.map(() => '?').join(', ')

/** Repositories of which a complete version, or the newest one, holds one of the units. */
export function repositoryContentFilters(context: ApiContext): Filter[] {
  const holding =
    (newest: boolean): TermOf =>
    (units) => {
      const sql = `SELECT m.repository_id FROM core_repositorycontent m CROSS JOIN core_repositoryversion v ON v.repository_id = m.repository_id
        WHERE m.content_id IN (${marks(units)}) AND v.complete = 1 AND ${IN_VERSION.replaceAll('?', 'v.number')}
        ${newest ? 'AND v.number = (SELECT MAX(number) FROM core_repositoryversion WHERE repository_id = m.repository_id AND complete = 1)' : ''}`
      return { field: 'pulp_id', lookup: 'within', value: { sql, values: [...units] } }
    }
  return [
    unitFilter(context, 'with_content', holding(false)),
    unitFilter(context, 'latest_with_content', holding(true)),
  ]
}

/** Distributions whose clients find one of the units right now. */
export function distributionContentFilters(context: ApiContext): Filter[] {
  const { catalogue, registry } = context.engine
  const shownIn = (distribution: DistributionInstance) => {
    if (registry.distributions.get(distribution.pulp_type)?.servesFrom !== 'publication')
      return findServedVersion(catalogue, distribution)
    const publication = findPublication(catalogue, distribution)
    return publication && getVersion(catalogue, publication.versionId)
  }
  const showing: TermOf = (units) => {
    const holds = catalogue.prepare(
      `SELECT 1 FROM core_repositorycontent m WHERE m.repository_id = ? AND m.content_id IN (${marks(units)}) AND ${IN_VERSION}`,
    )
    const ids = Distribution.list(catalogue)
      .filter((one) => {
        const version = shownIn(one)
        const { repositoryId = null, number = 0 } = version ?? {}
        return repositoryId !== null && holds.get(uuidToBlob(repositoryId), ...units, number, number) !== undefined
      })
      .map(({ pulp_id }) => pulp_id)
    return { field: 'pulp_id', lookup: 'in', value: ids }
  }
  return [unitFilter(context, 'with_content', showing)]
}
