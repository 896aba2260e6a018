import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '#engine/db/column'
import type { FilterTerm } from '#engine/db/filter'
import { countRows, listRows } from '#engine/db/table-query'
import { repositoryVersionTable } from '#engine/db/table/content'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { findVersion, getVersion, type VersionRef } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import { type Filter, fieldFilters, splitList } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { ok, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import type { Field } from './field.ts'
import { namesOf } from './naming.ts'
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

/** Complete versions, of one repository or of all. */
export function versionList(context: ApiContext, repositoryId: string | null): ListSource<VersionRef> {
  const { catalogue } = context.engine
  const always: FilterTerm[] = [{ field: 'complete', lookup: 'exact', value: true }]
  if (repositoryId !== null) always.push({ field: 'repository_id', lookup: 'exact', value: repositoryId })
  const fields = repositoryId === null ? [NUMBER, CREATED, REPOSITORY] : [NUMBER, CREATED]
  return {
    filters: [...fields.flatMap((field) => fieldFilters(field, context.references)), ...contentFilters(context)],
    orderable: new Map([NUMBER, CREATED].map((field) => [field.name, field.column])),
    defaultOrder: [{ field: repositoryId === null ? 'pulp_id' : 'number', descending: true }],
    count: (query) => countRows(catalogue, repositoryVersionTable, [...always, ...query.filters]),
    rows: (query) =>
      listRows(catalogue, repositoryVersionTable, { ...query, filters: [...always, ...query.filters] }).map((row) =>
        getVersion(catalogue, row.pulp_id),
      ),
    render: (versions) => versions.map((version) => versionBody(context, version)),
  }
}

/** `…_versions_list` and `…_versions_read`. */
export function versionOperations(context: ApiContext, { model }: RepositoryDeclaration): Operation[] {
  const names = namesOf(model)
  const tag = `${names.tag} Versions`
  const item = `${names.item}versions/:number/`
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
      href: { parameter: names.parameter.replace(/_href$/, '_version_href'), prefix: item },
      tag,
      summary: 'Show one version',
      query: FIELD_PARAMETERS,
      answers: { 200: { description: 'The version.', name: 'RepositoryVersionResponse', schema: VersionSchema } },
      run(call) {
        const repository = requireObject(context, model, call)
        const number = Number(call.params.number)
        const version = Number.isSafeInteger(number)
          ? findVersion(context.engine.catalogue, repository.pulp_id, number)
          : null
        if (!version) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return ok(chooseFields(versionBody(context, version), call.query))
      },
    },
  ]
}
