/** Which units a version holds, gained or lost: as filters on lists of content, and as a list of its own where nothing else is asked. */
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { FilterTerm, Place, Subselect } from '#engine/db/filter'
import type { AnyModel, BaseRow, Instance } from '#engine/db/model'
import type { ContentCounts, ContentSummary } from '#engine/db/table/content'
import type { Catalogue } from '#engine/db/catalogue'
import { deltaStart, IN_VERSION, type VersionRef } from '#engine/repository/version'
import { indexedColumns } from '#engine/repository/version-positions'
import type { ApiContext } from '../context.ts'
import type { Filter } from '../list/filter.ts'
import type { ListQuery, ListSource } from '../list/list.ts'
import { fieldError } from '../message.ts'

interface Condition {
  counts: keyof ContentSummary
  /** The condition on `core_repositorycontent m`, and what it binds. */
  of(catalogue: Catalogue, version: VersionRef): Subselect
}

/** The plus signs keep SQLite from the index on versions: along the primary key a page is read and no further. */
const PRESENT = IN_VERSION.replaceAll('m.version', '+m.version')

/** What changed with the version, and with those before it that were deleted since. */
function changedIn(column: string): Condition['of'] {
  return (catalogue, version) => {
    const before = deltaStart(catalogue, version)
    // Most versions follow the one before at once, and an equality is read in the order of ids.
    return before === version.number - 1
      ? { sql: `${column} = ?`, values: [version.number] }
      : { sql: `${column} > ? AND ${column} <= ?`, values: [before, version.number] }
  }
}

const CONDITIONS: Readonly<Record<string, Condition>> = {
  repository_version: {
    counts: 'present',
    of: (_catalogue, { number }) => ({ sql: PRESENT, values: [number, number] }),
  },
  repository_version_added: { counts: 'added', of: changedIn('m.version_added') },
  repository_version_removed: { counts: 'removed', of: changedIn('m.version_removed') },
}

/** Milliseconds. */
const MINUTE = 60_000

/** Members beyond which a list looks each unit up instead of gathering all of them. */
const MANY = 5000

interface Membership extends Subselect {
  /** How many units of each type it selects, as counted when the version was completed. */
  counts: ContentCounts
  /** The version, when all that it holds is selected. */
  whole: VersionRef | null
}

const isMembership = (value: unknown): value is Membership =>
  typeof value === 'object' && value !== null && 'counts' in value

function membersOf(catalogue: Catalogue, version: VersionRef, condition: Condition): Membership {
  const { sql, values } = condition.of(catalogue, version)
  const counts = version.summary[condition.counts]
  const isMany = condition.counts === 'present' && Object.values(counts).some((count) => count > MANY)
  return {
    sql: `SELECT m.content_id FROM core_repositorycontent m WHERE m.repository_id = ? AND ${sql}`,
    values: [uuidToBlob(version.repositoryId), ...values],
    counts,
    whole: condition.counts === 'present' ? version : null,
    ...(isMany ? { probe: 'm.content_id' } : {}),
  }
}

/** `repository_version` and its two companions, on any list of content. */
export function membershipFilters(context: ApiContext): Filter[] {
  return [ORPHANED_FOR, ...versionFilters(context)]
}

/** Units in no version, and in none for so many minutes (Pulp's `orphaned_for`). */
const ORPHANED_FOR: Filter = {
  parameter: { name: 'orphaned_for', description: 'Minutes.', schema: { type: 'number' } },
  terms(values): FilterTerm[] {
    const minutes = Number(values.at(-1) || NaN)
    if (!(minutes >= 0)) throw fieldError('orphaned_for', 'not_a_number')
    const sql = `SELECT c.pulp_id FROM core_content c WHERE c.timestamp_of_interest <= ?
      AND NOT EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.content_id = c.pulp_id)`
    const value: Subselect = { sql, values: [Date.now() - minutes * MINUTE], probe: 'c.pulp_id' }
    return [{ field: 'pulp_id', lookup: 'within', value }]
  },
}

function versionFilters(context: ApiContext): Filter[] {
  return Object.entries(CONDITIONS).map(([name, condition]) => ({
    parameter: { name, schema: { type: 'string', format: 'uri' } },
    terms(values): FilterTerm[] {
      const version = context.references.requireVersion(name, values.at(-1))
      return [{ field: 'pulp_id', lookup: 'within', value: membersOf(context.engine.catalogue, version, condition) }]
    },
  }))
}

/** The membership, when it is all that the query asks for, whatever the order; null otherwise. */
function aloneIn(query: ListQuery): Membership | null {
  const [term, ...others] = query.filters
  const plain = others.every((other) => other === query.after) && query.labelSelect === undefined
  return plain && isMembership(term?.value) ? term.value : null
}

/** Rows to skip from which on a place in the middle is worth remembering. */
const DEEP = 1000

/** The indexed column by which a page deep in a list is ordered; null for other pages. */
function deepColumn(catalogue: Catalogue, model: AnyModel, query: ListQuery): string | null {
  const [order, ...rest] = query.order
  if (!order || rest.length > 0 || order.descending || query.after || query.offset < DEEP) return null
  const isSure = model.columns[order.field]?.notNull === true
  return isSure && indexedColumns(catalogue, model).has(order.field) ? order.field : null
}

function isNewestFirst({ order: [order, ...rest] }: ListQuery): boolean {
  return rest.length === 0 && order?.field === 'pulp_id' && order.descending
}

/**
 * The same list, quick for the pages of a large version: they are read along the index of its members, or from a place that is remembered, and
 * the count is known. Through the filter every page would gather all members first.
 */
export function quickByVersion(
  context: ApiContext,
  model: AnyModel,
  source: ListSource<Instance<BaseRow>>,
): ListSource<Instance<BaseRow>> {
  const { catalogue } = context.engine
  const deep = async (version: VersionRef, column: string, query: ListQuery): Promise<Instance<BaseRow>[]> => {
    const order = { column, descending: false }
    const ids = await context.positions.ids({ version, model, order, offset: query.offset, limit: query.limit })
    return model.list(catalogue, { ids, order: query.order })
  }
  return {
    ...source,
    count(query) {
      const alone = aloneIn(query)
      return alone ? (alone.counts[model.type] ?? 0) : source.count(query)
    },
    rows(query) {
      const alone = aloneIn(query)
      const column = alone?.whole ? deepColumn(catalogue, model, query) : null
      if (alone?.whole && column !== null) return deep(alone.whole, column, query)
      if (!alone || !isNewestFirst(query)) return source.rows(query)
      // A version of one type, as most are, is read along the index alone.
      const isMixed = Object.keys(alone.counts).some((type) => type !== model.type)
      const typed = isMixed ? 'AND (SELECT pulp_type FROM core_content WHERE pulp_id = m.content_id) = ?' : ''
      const place = query.after?.value as Place | undefined
      const behind = place ? 'AND m.content_id < ?' : ''
      const sql = `${alone.sql} ${typed} ${behind} ORDER BY m.content_id DESC LIMIT ? OFFSET ?`
      const more = [...(isMixed ? [model.type] : []), ...(place ? [uuidToBlob(place.id)] : [])]
      const rows = catalogue.prepare(sql).all(...alone.values, ...more, query.limit, query.offset)
      const ids = (rows as { content_id: Buffer }[]).map((row) => blobToUuid(row.content_id))
      return model.list(catalogue, { ids, order: query.order })
    },
  }
}
