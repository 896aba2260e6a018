import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '#engine/db/column'
import type { FilterTerm } from '#engine/db/filter'
import type { AnyModel, BaseRow, Instance } from '#engine/db/model'
import { countRows, listRows } from '#engine/db/table-query'
import { repositoryVersionTable } from '#engine/db/table/content'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { assertDeletable, deleteRepositoryVersion } from '#engine/repository/delete-version'
import { findVersion, getVersion, type VersionRef } from '#engine/repository/version'
import { type ApiContext, dispatchTask } from '../context.ts'
import { type Filter, fieldFilters, splitList } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { accepted, type Call, ok, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import type { Field } from './field.ts'
import { namesOf } from './naming.ts'
import { TaskAccepted } from './schema.ts'
import { versionBody, VersionSchema } from './version-body.ts'

const NUMBER: Field = { name: 'number', column: 'number', type: 'integer', nullable: false }
const CREATED: Field = { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false }
const REPOSITORY: Field = {
  name: 'repository',
  column: 'repository_id',
  type: 'reference',
  target: 'repository',
  nullable: false,
}

/** Versions that hold a unit: `content` and `content__in`. */
function contentFilters(context: ApiContext): Filter[] {
  return ['content', 'content__in'].map((name) => ({
    parameter: { name, schema: { type: 'string' } },
    terms(values): FilterTerm[] {
      const units = splitList(values).map((text) => context.references.require(name, text, 'content').id)
      const sql = `SELECT v.pulp_id FROM core_repositorycontent m JOIN core_repositoryversion v ON v.repository_id = m.repository_id
        WHERE m.content_id IN (${units.map(() => '?').join(', ')})
          AND m.version_added <= v.number AND (m.version_removed IS NULL OR m.version_removed > v.number)`
      return [{ field: 'pulp_id', lookup: 'within', value: { sql, values: units.map(uuidToBlob) } }]
    },
  }))
}

/** Versions by their hrefs or PRNs. */
function identityFilters(context: ApiContext): Filter[] {
  const idOf = (text: string): string | undefined => context.references.parseVersion(text)?.id
  return ['pulp_href', 'pulp_href__in', 'prn', 'prn__in'].map((name) => ({
    parameter: {
      name,
      schema: name.endsWith('__in') ? { type: 'array', items: { type: 'string' } } : { type: 'string' },
    },
    terms: (values): FilterTerm[] => [
      { field: 'pulp_id', lookup: 'in', value: splitList(values).flatMap((text) => idOf(text) ?? []) },
    ],
  }))
}

type VersionRow = typeof repositoryVersionTable.$inferSelect

/** Complete versions, of one repository or of all. */
export function versionList(context: ApiContext, repositoryId: string | null): ListSource<VersionRow> {
  const { catalogue } = context.engine
  const always: FilterTerm[] = [{ field: 'complete', lookup: 'exact', value: true }]
  const shown = { sql: 'SELECT pulp_id FROM core_repository WHERE user_hidden = 0', values: [] }
  if (repositoryId === null) always.push({ field: 'repository_id', lookup: 'within', value: shown })
  else always.push({ field: 'repository_id', lookup: 'exact', value: repositoryId })
  const fields = repositoryId === null ? [NUMBER, CREATED, REPOSITORY] : [NUMBER, CREATED]
  return {
    filters: [
      ...identityFilters(context),
      ...fields.flatMap((field) => fieldFilters(field, context.references)),
      ...contentFilters(context),
    ],
    orderable: new Map([NUMBER, CREATED].map((field) => [field.name, field.column])),
    defaultOrder: [{ field: repositoryId === null ? 'pulp_id' : 'number', descending: true }],
    count: (query) => countRows(catalogue, repositoryVersionTable, [...always, ...query.filters]),
    rows: (query) => listRows(catalogue, repositoryVersionTable, { ...query, filters: [...always, ...query.filters] }),
    key: (row) => row,
    render: (rows) => rows.map((row) => versionBody(context, getVersion(catalogue, row.pulp_id))),
  }
}

interface VersionInPath {
  repository: Instance<BaseRow>
  version: VersionRef
}

/** The repository and the version that the path names. @throws StillwaterError `api.not_found` (404) */
function requireVersion(context: ApiContext, model: AnyModel, call: Call): VersionInPath {
  const repository = requireObject(context, model, call)
  const number = Number(call.params.number)
  const version = Number.isSafeInteger(number)
    ? findVersion(context.engine.catalogue, repository.pulp_id, number)
    : null
  if (!version) throw new StillwaterError('api.not_found', { path: call.url.split('?')[0] ?? '' }, { status: 404 })
  return { repository, version }
}

/** `…_versions_list`, `…_versions_read` and `…_versions_delete`. */
export function versionOperations(context: ApiContext, { model }: RepositoryDeclaration): Operation[] {
  const names = namesOf(model)
  const tag = `${names.tag} Versions`
  const item = `${names.item}versions/:number/`
  const href = { parameter: names.parameter.replace(/_href$/, '_version_href'), prefix: item }
  return [
    {
      id: `${names.id}_versions_list`,
      method: 'GET',
      path: `${names.item}versions/`,
      href: { parameter: names.parameter, prefix: names.item },
      tag,
      summary: 'List the versions of a repository',
      query: listParameters(versionList(context, '')),
      answers: {
        200: { description: 'A page.', name: 'RepositoryVersionResponse', schema: VersionSchema, paged: true },
      },
      run: (call) => listAnswer(call, versionList(context, requireObject(context, model, call).pulp_id)),
    },
    {
      id: `${names.id}_versions_read`,
      method: 'GET',
      path: item,
      href,
      tag,
      summary: 'Show one version',
      query: FIELD_PARAMETERS,
      answers: { 200: { description: 'The version.', name: 'RepositoryVersionResponse', schema: VersionSchema } },
      run(call) {
        const { version } = requireVersion(context, model, call)
        return ok(chooseFields(versionBody(context, version), call.query))
      },
    },
    {
      id: `${names.id}_versions_delete`,
      method: 'DELETE',
      path: item,
      href,
      tag,
      summary: 'Delete a version; the others keep their content',
      answers: { 202: { description: 'The deletion.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      run(call) {
        const { repository, version } = requireVersion(context, model, call)
        // Asked again by the task, which alone can be sure; here it spares the client a task that fails.
        assertDeletable(context.engine, version)
        const input = { version: version.id }
        return accepted(dispatchTask(context.engine, deleteRepositoryVersion, input, { exclusive: [repository] }))
      },
    },
  ]
}
