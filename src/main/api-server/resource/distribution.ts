import { ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { DistributionInstance } from '#engine/db/masters'
import type { BaseRow, Instance } from '#engine/db/model'
import type { DistributionDeclaration } from '#engine/plugin/declaration'
import { BASE_PATHS, overlappingBasePath } from '#engine/repository/base-path'
import { createDistribution } from '#engine/repository/create-distribution'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { modelList } from '../list/model-list.ts'
import { fieldError } from '../message.ts'
import { accepted, type Operation } from '../operation.ts'
import { objectBody } from './body.ts'
import { assertFreeName, deleteOperation, readOperations, type Resource, updateOperations } from './crud.ts'
import { kindFields } from './kind-fields.ts'
import { labelOperations } from './label.ts'
import { namesOf } from './naming.ts'
import { TaskAccepted } from './schema.ts'
import { columnValues } from './values.ts'
import { distributionContentFilters } from './with-content.ts'
import { distributionSchema } from './write-schema.ts'

type Values = Record<string, unknown>

/** Operations on one type of distribution. */
export function distributionOperations(context: ApiContext, declaration: DistributionDeclaration): Operation[] {
  const { model } = declaration
  const schema = distributionSchema(declaration)
  const body: Resource['body'] = (object) => distributionBody(context, declaration, object)
  const source = modelList(context, model, {
    extraFilters: distributionContentFilters(context),
    render: (rows) => rows.map(body),
  })
  const resource: Resource = { model, source, body }
  return [
    ...readOperations(context, resource),
    createOperation(context, declaration),
    ...updateOperations(context, resource, {
      kind: 'distribution',
      schema,
      values: (fields, current) => checkedValues(context, declaration, fields, current as DistributionInstance),
    }),
    deleteOperation(context, model, 'distribution'),
    ...labelOperations(context, model),
  ]
}

function distributionBody(
  context: ApiContext,
  { model }: DistributionDeclaration,
  object: Instance<BaseRow>,
): Record<string, unknown> {
  return { ...objectBody(context, model, object), ...kindFields(context, model.kind, object, object.href) }
}

function createOperation(context: ApiContext, declaration: DistributionDeclaration): Operation {
  const { model } = declaration
  const names = namesOf(model)
  const schema = distributionSchema(declaration)
  return {
    id: `${names.id}_create`,
    method: 'POST',
    path: names.list,
    tag: names.tag,
    summary: `Create a ${model.name}`,
    body: { name: names.schema, schema },
    answers: { 202: { description: 'The creation.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run(call) {
      const fields = parseBody(schema, call.body)
      const values = checkedValues(context, declaration, fields, null) as Values & { name: string; base_path: string }
      assertFreeName(context, model, values.name, null)
      const input = { pulp_type: model.type, values }
      return accepted(
        dispatchTask(context.engine, createDistribution, input, { exclusive: [BASE_PATHS], immediate: true }),
      )
    },
  }
}

/** Columns from checked fields, with the rules that span objects. The task checks the base path again under the lock. */
function checkedValues(
  context: ApiContext,
  { model, pullThrough }: DistributionDeclaration,
  fields: Values,
  current: DistributionInstance | null,
): Values {
  const values = columnValues(context, model, fields, pullThrough ? { remote: pullThrough.remoteTypes } : {})
  assertOneSource({ ...current, ...values })
  assertCheckpoints({ ...current, ...values })
  if (!pullThrough?.withoutRepository) assertKeeper({ ...current, ...values })
  if (typeof values.base_path === 'string') checkBasePath(context, values.base_path, current?.pulp_id ?? null)
  return values
}

/** What clients get is one publication, one repository's newest, or one version. */
function assertOneSource(values: Values): void {
  const sources = ['publication_id', 'repository_id', 'repository_version_id']
  const given = sources.filter((name) => values[name] !== null && values[name] !== undefined)
  if (given.length > 1) throw fieldError('non_field_errors', 'only_one_source')
}

/** What is fetched for clients is kept in a repository. */
function assertKeeper({ remote_id, repository_id }: Values): void {
  if (typeof remote_id === 'string' && typeof repository_id !== 'string')
    throw fieldError('remote', 'remote_needs_repository')
}

/** Checkpoints are those of a repository. */
function assertCheckpoints({ checkpoint, repository_id }: Values): void {
  const follows = repository_id !== null && repository_id !== undefined
  if (checkpoint === true && !follows) throw fieldError('checkpoint', 'checkpoint_needs_repository')
}

function checkBasePath(context: ApiContext, path: string, exceptId: string | null): void {
  const other = overlappingBasePath(context.engine.catalogue, path, exceptId)
  if (other === null) return
  throw new ValidationError({ base_path: [formatMessage('error.distribution.base_path_overlap', { path, other })] })
}
