import { uuidToBlob } from '#engine/db/column'
import type { BaseRow, Instance } from '#engine/db/model'
import type { FilterTerm } from '#engine/db/filter'
import type { PublicationDeclaration } from '#engine/plugin/declaration'
import { IN_VERSION, latestVersion, type VersionRef } from '#engine/repository/version'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { type Filter, splitList } from '../list/filter.ts'
import { modelList } from '../list/model-list.ts'
import { fieldError } from '../message.ts'
import { accepted, type Operation } from '../operation.ts'
import { objectBody } from './body.ts'
import { deleteOperation, readOperations, type Resource } from './crud.ts'
import { kindFields } from './kind-fields.ts'
import { namesOf } from './naming.ts'
import { TaskAccepted } from './schema.ts'
import { publicationSchema } from './write-schema.ts'

/** Half-made publications are nobody's business. */
export const COMPLETE: readonly FilterTerm[] = [
  { field: 'complete', lookup: 'exact', value: true },
  {
    field: 'repository_version_id',
    lookup: 'within',
    // What lies in the trash is not shown.
    value: {
      sql: `SELECT v.pulp_id FROM core_repositoryversion v JOIN core_repository r ON r.pulp_id = v.repository_id WHERE r.user_hidden = 0`,
      values: [],
    },
  },
]

/** `repository`: publications of any of its versions. */
function repositoryFilter(context: ApiContext): Filter {
  return {
    parameter: { name: 'repository', schema: { type: 'string', format: 'uri' } },
    terms(values) {
      const { id } = context.references.require('repository', values.at(-1), 'repository')
      const sql = 'SELECT pulp_id FROM core_repositoryversion WHERE repository_id = ?'
      return [{ field: 'repository_version_id', lookup: 'within', value: { sql, values: [uuidToBlob(id)] } }]
    },
  }
}

/** Publications that serve one of the units: at a path they list, or along with the whole version. */
const SERVING = (units: string): string => `SELECT pa.publication_id FROM core_contentartifact ca
    CROSS JOIN core_publishedartifact pa ON pa.content_artifact_id = ca.pulp_id WHERE ca.content_id IN (${units})
  UNION SELECT p.pulp_id FROM core_repositorycontent m CROSS JOIN core_repositoryversion v ON v.repository_id = m.repository_id
    CROSS JOIN core_publication p ON p.repository_version_id = v.pulp_id
    WHERE m.content_id IN (${units}) AND p.pass_through = 1 AND ${IN_VERSION.replaceAll('?', 'v.number')}`

/** `content`, `content__in` (Pulp) and `with_content`: publications that hold a unit. */
function contentFilters(context: ApiContext): Filter[] {
  return ['content', 'content__in', 'with_content'].map((name) => ({
    parameter: { name, schema: { type: 'string' } },
    terms(values) {
      const units = splitList(values).map((text) => uuidToBlob(context.references.require(name, text, 'content').id))
      const sql = SERVING(units.map(() => '?').join(', '))
      return [{ field: 'pulp_id', lookup: 'within', value: { sql, values: [...units, ...units] } }]
    },
  }))
}

/** Filters of publications beyond their fields. */
export function publicationFilters(context: ApiContext): Filter[] {
  return [repositoryFilter(context), ...contentFilters(context)]
}

/** Operations on one type of publication. */
export function publicationOperations(context: ApiContext, declaration: PublicationDeclaration): Operation[] {
  const { model } = declaration
  const body: Resource['body'] = (object) => publicationBody(context, declaration, object)
  const source = modelList(context, model, {
    always: COMPLETE,
    extraFilters: publicationFilters(context),
    render: (rows) => rows.map(body),
  })
  const resource: Resource = { model, source, body }
  return [
    ...readOperations(context, resource),
    createOperation(context, declaration),
    deleteOperation(context, model, 'publication'),
  ]
}

function publicationBody(
  context: ApiContext,
  { model }: PublicationDeclaration,
  object: Instance<BaseRow>,
): Record<string, unknown> {
  return { ...objectBody(context, model, object), ...kindFields(context, model.kind, object, object.href) }
}

function createOperation(context: ApiContext, { model, publish }: PublicationDeclaration): Operation {
  const names = namesOf(model)
  const schema = publicationSchema(model)
  return {
    id: `${names.id}_create`,
    method: 'POST',
    path: names.list,
    tag: names.tag,
    summary: `Publish a version as ${model.name}`,
    body: { name: names.schema, schema },
    answers: { 202: { description: 'The publishing.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run(call) {
      const { repository, repository_version, ...options } = parseBody(schema, call.body)
      const version = publishedVersion(context, repository, repository_version)
      const input = { ...options, repository_version: version.id }
      const owner = context.references.typeOf('repository', version.repositoryId) ?? ''
      const prn = context.engine.registry.model('repository', owner).prnOf(version.repositoryId)
      return accepted(dispatchTask(context.engine, publish, input, { shared: [prn] }))
    },
  }
}

function publishedVersion(context: ApiContext, repository: unknown, version: unknown): VersionRef {
  if ((repository === undefined) === (version === undefined)) throw fieldError('non_field_errors', 'needs_one_version')
  if (version !== undefined) return context.references.requireVersion('repository_version', version)
  const { id } = context.references.require('repository', repository, 'repository')
  return latestVersion(context.engine.catalogue, id)
}
