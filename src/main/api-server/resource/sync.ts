import * as z from 'zod'
import type { RepositoryInstance } from '#engine/db/masters'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { dispatchSync as queueSync, type SyncOptions } from '#engine/repository/dispatch-sync'
import { taskHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { accepted, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import { namesOf } from './naming.ts'
import { TaskAccepted } from './schema.ts'

const COMMON = {
  remote: z.string().nullable().optional().meta({ format: 'uri' }),
  mirror: z.boolean().optional(),
  optimize: z.boolean().default(true),
  quarantine: z.boolean().optional(),
}

/** What a client may say about a sync: the common options, and those of the plugin's own. */
function syncSchema({ sync }: RepositoryDeclaration): z.ZodObject {
  const own: z.ZodRawShape = sync.input instanceof z.ZodObject ? sync.input.shape : {}
  const given = ['repository', 'url', ...Object.keys(COMMON)]
  const options = Object.fromEntries(Object.entries(own).filter(([name]) => !given.includes(name)))
  return z.strictObject({ ...options, ...COMMON })
}

export type { SyncOptions }

/** Queues a sync; `remote` is an id. Answers the task's href. @throws ValidationError when there is no remote */
export function dispatchSync(
  context: ApiContext,
  declaration: RepositoryDeclaration,
  repository: RepositoryInstance,
  options: SyncOptions = {},
): string {
  if (!options.remote && !repository.remote_id) throw fieldError('remote', 'needs_remote')
  return taskHref(queueSync(context.engine, declaration, repository, options))
}

/** `…_sync`. */
export function syncOperation(context: ApiContext, declaration: RepositoryDeclaration): Operation {
  const { model } = declaration
  const names = namesOf(model)
  const schema = syncSchema(declaration)
  return {
    id: `${names.id}_sync`,
    method: 'POST',
    path: `${names.item}sync/`,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    summary: 'Sync from a remote',
    body: { name: `${names.schema}SyncURL`, schema, required: false },
    answers: { 202: { description: 'The sync.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run(call) {
      const repository = requireObject(context, model, call) as RepositoryInstance
      const { remote, ...options } = parseBody(schema, call.body) as SyncOptions
      const own = remote ?? null
      const remoteId = own === null ? {} : { remote: remoteIdOf(context, declaration, own) }
      return accepted(dispatchSync(context, declaration, repository, { ...options, ...remoteId }))
    },
  }
}

function remoteIdOf(context: ApiContext, declaration: RepositoryDeclaration, text: string): string {
  return context.references.require('remote', text, 'remote', declaration.remoteTypes).id
}
