import { StillwaterError } from '#shared/error'
import { repair } from '#engine/housekeeping/repair'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { findVersion } from '#engine/repository/version'
import { type ApiContext, dispatchTask } from '../context.ts'
import { repairSchema } from '../core/housekeeping.ts'
import { parseBody } from '../field-problem.ts'
import { accepted, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import { namesOf } from './naming.ts'
import { TaskAccepted } from './schema.ts'

/** `…_versions_repair`. */
export function versionRepairOperation(context: ApiContext, { model }: RepositoryDeclaration): Operation {
  const names = namesOf(model)
  const item = `${names.item}versions/:number/`
  return {
    id: `${names.id}_versions_repair`,
    method: 'POST',
    path: `${item}repair/`,
    href: { parameter: names.parameter.replace(/_href$/, '_version_href'), prefix: item },
    tag: `${names.tag} Versions`,
    summary: 'Fetch missing and damaged files of a version again',
    body: { name: 'Repair', schema: repairSchema, required: false },
    answers: { 202: { description: 'The repair.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run(call) {
      const repository = requireObject(context, model, call)
      const number = Number(call.params.number)
      const { catalogue } = context.engine
      const version = Number.isSafeInteger(number) ? findVersion(catalogue, repository.pulp_id, number) : null
      if (!version) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
      const { verify_checksums } = parseBody(repairSchema, call.body)
      const input = { version: version.id, verify_checksums }
      return accepted(dispatchTask(context.engine, repair, input, { shared: [repository] }))
    },
  }
}
