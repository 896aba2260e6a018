/** Pulling from one mirror into another: everything, chosen units, or what the plugin's own questions choose; with a look before. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import type { RepositoryInstance } from '#engine/db/masters'
import type { CopyEntry } from '#engine/plugin/copy'
import { copyContent } from '#engine/repository/copy-content'
import { assertChangeable } from '#engine/repository/exact'
import { findVersion, latestVersion, type VersionRef } from '#engine/repository/version'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { accepted, type Answer, type Call, MEBIBYTE, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { requireMirror } from './mirror-create.ts'

const schema = z.strictObject({
  source: z.string().meta({ description: 'Id of the mirror to pull from.' }),
  version: z.int().min(0).nullable().default(null).meta({ description: 'Its version; the newest unless given.' }),
  content: z.array(z.string()).max(10_000).nullable().default(null).meta({ description: 'Units; all unless given.' }),
  input: z.record(z.string(), z.unknown()).default({}).meta({
    description: 'Answers to the questions that mirrors_by_hand_read lists under pull.',
  }),
  dry_run: z.boolean().default(false).meta({
    description: 'Nothing is pulled; the result of the task says under preview what would be.',
  }),
})

function sourceOf(context: ApiContext, into: RepositoryInstance, id: string, number: number | null): VersionRef {
  const { catalogue } = context.engine
  const from = mirrorFrom(context, id)
  if (from.pulp_id === into.pulp_id) throw fieldError('source', 'same_mirror')
  if (from.pulp_type !== into.pulp_type) throw fieldError('source', 'wrong_type', { type: from.pulp_type })
  const version =
    number === null ? latestVersion(catalogue, from.pulp_id) : findVersion(catalogue, from.pulp_id, number)
  if (!version) throw fieldError('version', 'no_such_object', { value: String(number), kind: 'version' })
  return version
}

function mirrorFrom(context: ApiContext, id: string): RepositoryInstance {
  try {
    return requireMirror(context, id)
  } catch (cause) {
    if (!(cause instanceof StillwaterError)) throw cause
    throw fieldError('source', 'no_such_object', { value: id, kind: 'mirror' })
  }
}

function pull(context: ApiContext, call: Call): Answer {
  const { engine, references } = context
  const repository = requireMirror(context, call.params.id ?? '')
  const { source: id, version, content, input: answers, dry_run } = parseBody(schema, call.body)
  assertChangeable(engine.registry, repository)
  const source = sourceOf(context, repository, id, version)
  const copy = engine.registry.plugins
    .map((plugin) => plugin.copy)
    .find((one) => one?.repository.type === repository.pulp_type)
  const entry: CopyEntry = {
    source: source.id,
    destination: repository.pulp_id,
    base: null,
    content: content?.map((unit) => references.require('content', unit, 'content').id) ?? null,
  }
  const names = new Set(copy?.questions.map(({ name }) => name))
  const unknown = Object.keys(answers).find((name) => !names.has(name))
  if (unknown !== undefined) throw fieldError(`input.${unknown}`, 'unexpected')
  const own = copy ? parseBody<Record<string, unknown>>(copy.entry, answers) : {}
  const options = copy ? parseBody<Record<string, unknown>>(copy.options, answers) : {}
  const of = engine.registry.model('repository', repository.pulp_type)
  const input = { ...options, dry_run, config: [{ ...own, ...entry }] }
  const from = of.prnOf(source.repositoryId)
  // A look needs nothing to itself.
  const reservation = dry_run ? { shared: [repository, from] } : { exclusive: [repository], shared: [from] }
  return accepted(dispatchTask(engine, copy?.task ?? copyContent, input, reservation))
}

export function pullOperation(context: ApiContext): Operation {
  return {
    id: 'mirrors_pull',
    method: 'POST',
    path: `${OWN_API_ROOT}mirrors/:id/pull/`,
    tag: 'Mirrors',
    summary: 'Copy from another mirror into this one, in one new version',
    body: { name: 'Pull', schema },
    bodyLimit: 4 * MEBIBYTE,
    answers: { 202: { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run: (call) => pull(context, call),
  }
}
