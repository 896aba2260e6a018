import * as z from 'zod'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { modifyRepository } from '#engine/repository/modify'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { accepted, MEBIBYTE, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import { namesOf } from './naming.ts'
import { TaskAccepted } from './schema.ts'

const schema = z.strictObject({
  add_content_units: z.array(z.string()).default([]),
  /** Hrefs or PRNs, or `*` alone for everything. */
  remove_content_units: z.array(z.string()).default([]),
  base_version: z.string().nullable().default(null).meta({ format: 'uri' }),
  /** False refuses units that would replace others under the same repo key. */
  overwrite: z.boolean().default(true),
})

/** `…_modify`: removal is applied before addition. */
export function modifyOperation(context: ApiContext, { model, contentTypes }: RepositoryDeclaration): Operation {
  const names = namesOf(model)
  const ids = (field: string, units: readonly string[]): string[] =>
    units.map((unit) => context.references.require(field, unit, 'content', contentTypes).id)
  return {
    id: `${names.id}_modify`,
    method: 'POST',
    path: `${names.item}modify/`,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    summary: 'Add and remove content',
    body: { name: 'RepositoryAddRemoveContent', schema, required: false },
    bodyLimit: 16 * MEBIBYTE,
    answers: { 202: { description: 'The change.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run(call) {
      const repository = requireObject(context, model, call)
      const body = parseBody(schema, call.body)
      const input = {
        repository: repository.pulp_id,
        add: ids('add_content_units', body.add_content_units),
        remove: body.remove_content_units.includes('*')
          ? ('*' as const)
          : ids('remove_content_units', body.remove_content_units),
        baseVersion: body.base_version === null ? null : baseVersion(context, repository.pulp_id, body.base_version),
        overwrite: body.overwrite,
      }
      return accepted(dispatchTask(context.engine, modifyRepository, input, { exclusive: [repository] }))
    },
  }
}

function baseVersion(context: ApiContext, repositoryId: string, text: string): string {
  const version = context.references.requireVersion('base_version', text)
  if (version.repositoryId !== repositoryId) throw fieldError('base_version', 'other_repository')
  return version.id
}
