/** The operations every kind of object has, made from its model. */
import type { ZodObject } from 'zod'
import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '#engine/db/column'
import { BASE_PATHS } from '#engine/repository/base-path'
import { deleteObjects, hasManyAddresses } from '#engine/repository/delete-object'
import { updateObject } from '#engine/repository/update-object'
import type { AnyModel, BaseRow, Instance } from '#engine/db/model'
import { sealValues } from '#engine/secret/queued-secrets'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { accepted, type Answer, type Call, ok, type Operation } from '../operation.ts'
import { namesOf } from './naming.ts'
import { objectSchema, TaskAccepted } from './schema.ts'
import { changesNothing } from './values.ts'
import { parsePartial } from './write-schema.ts'

export type WritableKind = 'repository' | 'remote' | 'distribution'
export type DeletableKind = WritableKind | 'publication' | 'alternatecontentsource'
type Values = Record<string, unknown>

export interface Resource {
  model: AnyModel
  source: ListSource<Instance<BaseRow>>
  /** What one object looks like. */
  body(object: Instance<BaseRow>): unknown
}

const accepts = { 202: { description: 'The task that does it.', name: 'AsyncOperationResponse', schema: TaskAccepted } }

/** The object that the path names. @throws StillwaterError `api.not_found` (404) */
export function requireObject(context: ApiContext, model: AnyModel, call: Call): Instance<BaseRow> {
  const id = call.params.pulp_id ?? ''
  const found = /^[0-9a-f-]{36}$/.test(id) ? model.find(context.engine.catalogue, { pulp_id: id }) : null
  if (!found) throw new StillwaterError('api.not_found', { path: call.url.split('?')[0] ?? '' }, { status: 404 })
  return found
}

/** `…_list` and `…_read`. */
export function readOperations(context: ApiContext, resource: Resource): Operation[] {
  const { model, source } = resource
  const names = namesOf(model)
  const schema = objectSchema(model)
  return [
    {
      id: `${names.id}_list`,
      method: 'GET',
      path: names.list,
      tag: names.tag,
      summary: `List ${model.name} objects`,
      query: listParameters(source),
      answers: { 200: { description: 'A page.', name: `${names.schema}Response`, schema, paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: `${names.id}_read`,
      method: 'GET',
      path: names.item,
      href: { parameter: names.parameter, prefix: names.item },
      tag: names.tag,
      summary: `Show one ${model.name}`,
      query: FIELD_PARAMETERS,
      answers: { 200: { description: 'The object.', name: `${names.schema}Response`, schema } },
      run: (call) => ok(chooseFields(resource.body(requireObject(context, model, call)), call.query)),
    },
  ]
}

export interface UpdateRules {
  kind: WritableKind
  schema: ZodObject
  /** Columns from checked fields. @throws ValidationError */
  values(fields: Values, current: Instance<BaseRow>): Values
  bodyLimit?: number
}

/** `…_update` and `…_partial_update`: 200 when nothing would change, else a task that waits for the object to be free. */
export function updateOperations(context: ApiContext, resource: Resource, rules: UpdateRules): Operation[] {
  const { model } = resource
  const names = namesOf(model)
  const change = (call: Call, parse: (body: unknown) => Values): Answer => {
    const current = requireObject(context, model, call)
    const values = rules.values(parse(call.body), current)
    if (typeof values.name === 'string') assertFreeName(context, model, values.name, current.pulp_id)
    if (changesNothing(context.engine.secrets, current, values)) return ok(resource.body(current))
    return accepted(dispatchUpdate(context, rules.kind, current, values))
  }
  const common = {
    path: names.item,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    answers: {
      200: {
        description: 'The object, which was so already.',
        name: `${names.schema}Response`,
        schema: objectSchema(model),
      },
      ...accepts,
    },
    ...(rules.bodyLimit === undefined ? {} : { bodyLimit: rules.bodyLimit }),
  }
  return [
    {
      ...common,
      id: `${names.id}_update`,
      method: 'PUT',
      summary: `Replace the fields of a ${model.name}`,
      body: { name: names.schema, schema: rules.schema },
      run: (call) => change(call, (body) => parseBody(rules.schema, body)),
    },
    {
      ...common,
      id: `${names.id}_partial_update`,
      method: 'PATCH',
      summary: `Change fields of a ${model.name}`,
      body: { name: `Patched${names.schema}`, schema: rules.schema.partial() },
      run: (call) => change(call, (body) => parsePartial(rules.schema, body, parseBody)),
    },
  ]
}

/** Refuses a name that another object of the kind has. Where a task does the work, the table's own rule would speak too late. */
export function assertFreeName(context: ApiContext, { kind }: AnyModel, name: string, exceptId: string | null): void {
  const taken = context.engine.catalogue
    .prepare(`SELECT 1 FROM core_${kind} WHERE name = ? AND pulp_id IS NOT ?`)
    .get(name, exceptId && uuidToBlob(exceptId))
  if (taken) throw fieldError('name', 'not_unique')
}

function dispatchUpdate(context: ApiContext, kind: WritableKind, object: Instance<BaseRow>, values: Values): string {
  const exclusive = kind === 'distribution' ? [object, BASE_PATHS] : [object]
  const input = {
    kind,
    id: object.pulp_id,
    values: kind === 'remote' ? sealValues(context.engine.secrets, values) : values,
  }
  // Retaining fewer versions deletes some: never in the engine's own thread.
  const immediate = values.retain_repo_versions === undefined
  return dispatchTask(context.engine, updateObject, input, { exclusive, immediate })
}

/** `…_delete`: a task, since whoever uses the object now must be done first. */
export function deleteOperation(context: ApiContext, model: AnyModel, kind: DeletableKind): Operation {
  const names = namesOf(model)
  return {
    id: `${names.id}_delete`,
    method: 'DELETE',
    path: names.item,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    summary: `Delete a ${model.name}`,
    answers: accepts,
    run(call) {
      const object = requireObject(context, model, call)
      const objects = [{ kind, id: object.pulp_id }]
      // A repository may hold a million rows, and so may a remote: never in the engine's own thread.
      const isSmall = kind === 'remote' && !hasManyAddresses(context.engine.catalogue, object.pulp_id)
      const immediate = kind === 'distribution' || isSmall
      return accepted(dispatchTask(context.engine, deleteObjects, { objects }, { exclusive: [object], immediate }))
    },
  }
}

/** Tells listeners that an object was made outside a task. */
export function emitCreated(context: ApiContext, object: Instance<BaseRow>): void {
  const { href, prn, pulp_type } = object
  context.engine.emit({ type: 'resource', action: 'created', href, prn, pulp_type })
}
