import type { RemoteDeclaration } from '#engine/plugin/declaration'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { modelList } from '../list/model-list.ts'
import { created, LARGE_BODY, type Operation } from '../operation.ts'
import { HEADERS, unmaskHeaders } from '#engine/secret/header-values'
import { objectBody } from './body.ts'
import { deleteOperation, emitCreated, readOperations, type Resource, updateOperations } from './crud.ts'
import { labelOperations } from './label.ts'
import { namesOf } from './naming.ts'
import { objectSchema } from './schema.ts'
import { writeSchema } from './write-schema.ts'

/** Operations on one type of remote. */
export function remoteOperations(context: ApiContext, { model }: RemoteDeclaration): Operation[] {
  const names = namesOf(model)
  const schema = writeSchema(model)
  const body: Resource['body'] = (object) => objectBody(context, model, object)
  const source = modelList(context, model, {
    always: [{ field: 'user_hidden', lookup: 'exact', value: false }],
    render: (rows) => rows.map(body),
  })
  const resource: Resource = { model, source, body }
  return [
    ...readOperations(context, resource),
    {
      id: `${names.id}_create`,
      method: 'POST',
      path: names.list,
      tag: names.tag,
      summary: `Create a ${model.name}`,
      body: { name: names.schema, schema },
      bodyLimit: LARGE_BODY,
      answers: { 201: { description: 'The remote.', name: `${names.schema}Response`, schema: objectSchema(model) } },
      run(call) {
        const remote = model.create(context.engine.catalogue, parseBody(schema, call.body))
        emitCreated(context, remote)
        return created(body(remote))
      },
    },
    ...updateOperations(context, resource, {
      kind: 'remote',
      schema,
      values: (fields, current) =>
        HEADERS in fields
          ? {
              ...fields,
              [HEADERS]: unmaskHeaders(fields[HEADERS], (current as unknown as Record<string, unknown>)[HEADERS]),
            }
          : fields,
      bodyLimit: LARGE_BODY,
    }),
    deleteOperation(context, model, 'remote'),
    ...labelOperations(context, model),
  ]
}
