import * as z from 'zod'
import { Remote, type RepositoryInstance } from '#engine/db/masters'
import type { RepositoryDeclaration, SyncInput } from '#engine/plugin/declaration'
import { type ApiContext, dispatchTask } from '../context.ts'
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
}

/** What a client may say about a sync: the common options, and those of the plugin's own. */
function syncSchema({ sync }: RepositoryDeclaration): z.ZodObject {
  const own: z.ZodRawShape = sync.input instanceof z.ZodObject ? sync.input.shape : {}
  const given = ['repository', ...Object.keys(COMMON)]
  const options = Object.fromEntries(Object.entries(own).filter(([name]) => !given.includes(name)))
  return z.strictObject({ ...options, ...COMMON })
}

export interface SyncOptions {
  remote?: string
  mirror?: boolean
  optimize?: boolean
  [option: string]: unknown
}

/** Queues a sync; `remote` is an id. Answers the task's href. @throws ValidationError when there is no remote */
export function dispatchSync(
  context: ApiContext,
  declaration: RepositoryDeclaration,
  repository: RepositoryInstance,
  options: SyncOptions = {},
): string {
  const { remote: given, mirror, optimize, ...rest } = options
  const remoteId = given ?? repository.remote_id
  if (!remoteId) throw fieldError('remote', 'needs_remote')
  const remote = Remote.get(context.engine.catalogue, remoteId)
  const named = { prn: declarationPrn(context, remote.pulp_type, remoteId) }
  const input: SyncInput = {
    ...rest,
    repository: repository.pulp_id,
    remote: remoteId,
    mirror: mirror ?? declaration.mirrorByDefault,
    optimize: optimize ?? true,
  }
  return dispatchTask(context.engine, declaration.sync, input, { exclusive: [repository], shared: [named] })
}

function declarationPrn(context: ApiContext, pulpType: string, id: string): string {
  return context.engine.registry.model('remote', pulpType).prnOf(id)
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
