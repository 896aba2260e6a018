import { uuidToBlob } from '#engine/db/column'
import type { FilterTerm, Subselect } from '#engine/db/filter'
import type { ContentDeclaration } from '#engine/plugin/declaration'
import { IN_VERSION, type VersionRef } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import type { Filter } from '../list/filter.ts'
import { modelList } from '../list/model-list.ts'
import type { Operation } from '../operation.ts'
import { contentBodies } from './content-body.ts'
import { readOperations, type Resource } from './crud.ts'
import { uploadOperation } from './upload.ts'

/** Which units of a version a filter speaks of. */
const MEMBERSHIP: Readonly<Record<string, { sql: string; numbers: number }>> = {
  repository_version: { sql: IN_VERSION, numbers: 2 },
  repository_version_added: { sql: 'm.version_added = ?', numbers: 1 },
  repository_version_removed: { sql: 'm.version_removed = ?', numbers: 1 },
}

function members(version: VersionRef, { sql, numbers }: { sql: string; numbers: number }): Subselect {
  return {
    sql: `SELECT m.content_id FROM core_repositorycontent m WHERE m.repository_id = ? AND ${sql}`,
    values: [uuidToBlob(version.repositoryId), ...Array.from({ length: numbers }, () => version.number)],
  }
}

/** `repository_version` and its two companions, on any list of content. */
export function membershipFilters(context: ApiContext): Filter[] {
  return Object.entries(MEMBERSHIP).map(([name, condition]) => ({
    parameter: { name, schema: { type: 'string', format: 'uri' } },
    terms(values): FilterTerm[] {
      const version = context.references.requireVersion(name, values.at(-1))
      return [{ field: 'pulp_id', lookup: 'within', value: members(version, condition) }]
    },
  }))
}

/** Operations on one type of content. */
export function contentOperations(context: ApiContext, declaration: ContentDeclaration): Operation[] {
  const { model } = declaration
  const source = modelList(context, model, {
    extraFilters: membershipFilters(context),
    render: (units) => contentBodies(context, units),
  })
  const resource: Resource = { model, source, body: (unit) => contentBodies(context, [unit])[0] }
  return [...readOperations(context, resource), ...uploadOperation(context, declaration)]
}
