/** Alternate content sources: other places that have the same files, such as a disk (Pulp: acs/…). */
import * as z from 'zod'
import { relativePathProblem } from '#shared/relative-path'
import { pathsOf, setPaths } from '#engine/alternate-source/alternate-paths'
import { dispatchRefresh, updateAlternateSource } from '#engine/alternate-source/refresh'
import { Remote } from '#engine/db/masters'
import type { BaseRow, Instance } from '#engine/db/model'
import type { AlternateContentSourceDeclaration } from '#engine/plugin/declaration'
import { taskGroupHref } from '#engine/tasking/task-store'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { modelList } from '../list/model-list.ts'
import { fieldError, requestMessage } from '../message.ts'
import { accepted, type Call, created, ok, type Operation } from '../operation.ts'
import { objectBody } from './body.ts'
import { assertFreeName, deleteOperation, emitCreated, readOperations, requireObject, type Resource } from './crud.ts'
import { kindFields } from './kind-fields.ts'
import { namesOf } from './naming.ts'
import { objectSchema, TaskAccepted } from './schema.ts'
import { changesNothing, columnValues } from './values.ts'
import { parsePartial } from './write-schema.ts'

const path = z.string().superRefine((text, issues) => {
  const problem = relativePathProblem(text)
  if (problem) issues.addIssue({ code: 'custom', message: requestMessage('bad_base_path', { problem }) })
})

const fields = z.strictObject({
  name: z.string().trim().min(1).max(255),
  remote: z.string().meta({ format: 'uri' }),
  /** Relative to the remote's address; without any the address itself is read. */
  paths: z.array(path).default([]),
})

const GroupAccepted = z.object({ task_group: z.string().meta({ format: 'uri' }) })

interface Written {
  values: Record<string, unknown>
  paths: string[] | null
}

/** Operations on one type of alternate content source. */
export function alternateSourceOperations(
  context: ApiContext,
  declaration: AlternateContentSourceDeclaration,
): Operation[] {
  const { model } = declaration
  const body: Resource['body'] = (object) => ({
    ...objectBody(context, model, object),
    ...kindFields(context, model.kind, object, object.href),
  })
  const source = modelList(context, model, { render: (rows) => rows.map(body) })
  const resource: Resource = { model, source, body }
  return [
    ...readOperations(context, resource),
    createOperation(context, declaration, body),
    ...updateOperations(context, declaration, body),
    deleteOperation(context, model, 'alternatecontentsource'),
    refreshOperation(context, declaration),
  ]
}

/** @throws ValidationError when the remote is none that can be an alternate */
function written(
  context: ApiContext,
  { model, remoteTypes }: AlternateContentSourceDeclaration,
  given: Record<string, unknown>,
): Written {
  const { paths, ...rest } = given
  const values = columnValues(context, model, rest, { remote: remoteTypes })
  if (typeof values.remote_id === 'string') {
    const { policy } = Remote.get(context.engine.catalogue, values.remote_id)
    if (policy !== 'on_demand') throw fieldError('remote', 'acs_remote_policy')
  }
  return { values, paths: (paths as string[] | undefined) ?? null }
}

function createOperation(
  context: ApiContext,
  declaration: AlternateContentSourceDeclaration,
  body: Resource['body'],
): Operation {
  const { model } = declaration
  const names = namesOf(model)
  const answer = { description: 'The source.', name: `${names.schema}Response`, schema: objectSchema(model) }
  return {
    id: `${names.id}_create`,
    method: 'POST',
    path: names.list,
    tag: names.tag,
    summary: `Create a ${model.name}`,
    body: { name: names.schema, schema: fields },
    answers: { 201: answer },
    run(call) {
      const { catalogue } = context.engine
      const { values, paths } = written(context, declaration, parseBody(fields, call.body))
      assertFreeName(context, model, String(values.name), null)
      const source = catalogue.transaction(() => {
        const made = model.create(catalogue, values) as Instance<BaseRow>
        setPaths(catalogue, made.pulp_id, paths ?? [])
        return made
      })
      emitCreated(context, source)
      return created(body(source))
    },
  }
}

/** Whether the paths are those that the source has; their order means nothing. */
function samePaths(context: ApiContext, id: string, paths: readonly string[] | null): boolean {
  if (paths === null) return true
  const known = new Set(pathsOf(context.engine.catalogue, id).map(({ path: one }) => one))
  const wanted = new Set(paths.length === 0 ? [''] : paths)
  return known.size === wanted.size && [...wanted].every((path) => known.has(path))
}

function updateOperations(
  context: ApiContext,
  declaration: AlternateContentSourceDeclaration,
  body: Resource['body'],
): Operation[] {
  const { model } = declaration
  const names = namesOf(model)
  const update = (call: Call, given: Record<string, unknown>): ReturnType<Operation['run']> => {
    const source = requireObject(context, model, call)
    const { values, paths } = written(context, declaration, given)
    if (typeof values.name === 'string') assertFreeName(context, model, values.name, source.pulp_id)
    const isSame = changesNothing(context.engine.secrets, source, values) && samePaths(context, source.pulp_id, paths)
    if (isSame) return ok(body(source))
    const input = { id: source.pulp_id, values, paths }
    return accepted(
      dispatchTask(context.engine, updateAlternateSource, input, { exclusive: [source], immediate: true }),
    )
  }
  const common = {
    path: names.item,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    answers: {
      200: {
        description: 'The source, which was so already.',
        name: `${names.schema}Response`,
        schema: objectSchema(model),
      },
      202: { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted },
    },
  }
  return [
    {
      ...common,
      id: `${names.id}_update`,
      method: 'PUT',
      summary: `Replace the fields of a ${model.name}`,
      body: { name: names.schema, schema: fields },
      run: (call) => update(call, parseBody(fields, call.body)),
    },
    {
      ...common,
      id: `${names.id}_partial_update`,
      method: 'PATCH',
      summary: `Change fields of a ${model.name}`,
      body: { name: `Patched${names.schema}`, schema: fields.partial() },
      run: (call) => update(call, parsePartial(fields, call.body, parseBody)),
    },
  ]
}

function refreshOperation(context: ApiContext, { model }: AlternateContentSourceDeclaration): Operation {
  const names = namesOf(model)
  return {
    id: `${names.id}_refresh`,
    method: 'POST',
    path: `${names.item}refresh/`,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    summary: 'Read what the source has',
    answers: {
      202: { description: 'A task for each path.', name: 'TaskGroupOperationResponse', schema: GroupAccepted },
    },
    run(call) {
      const source = requireObject(context, model, call)
      return { status: 202, body: { task_group: taskGroupHref(dispatchRefresh(context.engine, source.pulp_id)) } }
    },
  }
}
