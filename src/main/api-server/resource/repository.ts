import type { BaseRow, Instance } from '#engine/db/model'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { createRepository } from '#engine/repository/create-repository'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { modelList } from '../list/model-list.ts'
import { created, type Operation } from '../operation.ts'
import { objectBody } from './body.ts'
import { deleteOperation, emitCreated, readOperations, type Resource, updateOperations } from './crud.ts'
import { labelOperations } from './label.ts'
import { kindFields } from './kind-fields.ts'
import { modifyOperation } from './modify.ts'
import { namesOf } from './naming.ts'
import { sizeOperation } from './repository-size.ts'
import { objectSchema } from './schema.ts'
import { syncOperation } from './sync.ts'
import { columnValues } from './values.ts'
import { versionRepairOperation } from './version-repair.ts'
import { versionOperations } from './version.ts'
import { repositoryContentFilters } from './with-content.ts'
import { writeSchema } from './write-schema.ts'

/** Operations on one type of repository. */
export function repositoryOperations(context: ApiContext, declaration: RepositoryDeclaration): Operation[] {
  const { model } = declaration
  const body: Resource['body'] = (object) => repositoryBody(context, declaration, object)
  const source = modelList(context, model, {
    // Hidden ones belong to alternate content sources.
    always: [{ field: 'user_hidden', lookup: 'exact', value: false }],
    extraFilters: repositoryContentFilters(context),
    render: (rows) => rows.map(body),
  })
  const resource: Resource = { model, source, body }
  const schema = writeSchema(model)
  const values = (fields: Record<string, unknown>): Record<string, unknown> =>
    columnValues(context, model, fields, { remote: declaration.remoteTypes })
  return [
    ...readOperations(context, resource),
    createOperation(context, resource, (given) => values(parseBody(schema, given))),
    ...updateOperations(context, resource, { kind: 'repository', schema, values }),
    deleteOperation(context, model, 'repository'),
    ...labelOperations(context, model),
    syncOperation(context, declaration),
    modifyOperation(context, declaration),
    sizeOperation(context, declaration),
    ...versionOperations(context, declaration),
    versionRepairOperation(context, declaration),
  ]
}

function createOperation(
  context: ApiContext,
  { model, body }: Resource,
  valuesOf: (body: unknown) => Record<string, unknown>,
): Operation {
  const names = namesOf(model)
  return {
    id: `${names.id}_create`,
    method: 'POST',
    path: names.list,
    tag: names.tag,
    summary: `Create a ${model.name}`,
    body: { name: names.schema, schema: writeSchema(model) },
    answers: { 201: { description: 'The repository.', name: `${names.schema}Response`, schema: objectSchema(model) } },
    run(call) {
      const repository = createRepository(context.engine.catalogue, model, valuesOf(call.body))
      emitCreated(context, repository)
      return created(body(repository))
    },
  }
}

function repositoryBody(
  context: ApiContext,
  { model }: RepositoryDeclaration,
  object: Instance<BaseRow>,
): Record<string, unknown> {
  return { ...objectBody(context, model, object), ...kindFields(context, model.kind, object, object.href) }
}
