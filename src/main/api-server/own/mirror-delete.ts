import { uuidToBlob } from '#engine/db/column'
import type { RepositoryInstance } from '#engine/db/masters'
import { deleteObjects } from '#engine/repository/delete-object'
import { moveToTrash } from '#engine/trash/move-to-trash'
import { type ApiContext, dispatchTask } from '../context.ts'
import { valuesOf } from '../list/list.ts'
import { fieldError } from '../message.ts'
import { accepted, type Answer, type Call, type QueryParameter } from '../operation.ts'
import { distributionsOf } from './mirror-body.ts'
import { requireMirror } from './mirror-create.ts'

export const PERMANENT: QueryParameter = {
  name: 'permanent',
  description: 'Deletes for good, without the trash.',
  schema: { type: 'boolean', default: false },
}

/** Whether the caller asked for no trash, or there is none. @throws ValidationError on `permanent` */
export function isPermanent({ engine }: ApiContext, call: Call): boolean {
  const value = valuesOf(call.query['permanent']).at(-1) ?? 'false'
  if (value !== 'true' && value !== 'false') throw fieldError('permanent', 'not_a_boolean', { value })
  return value === 'true' || engine.settings.TRASH_PROTECTION_TIME === 0
}

interface Parts {
  distributions: string[]
  /** Id of the remote when nobody else uses it. */
  remote: string | null
  exclusive: string[]
}

/** Distributions, and the remote when nobody else uses it: what goes with a mirror. */
function partsOf(context: ApiContext, repository: RepositoryInstance): Parts {
  const distributions = distributionsOf(context, repository.pulp_id)
  const exclusive = [repository.prn, ...distributions.map((one) => one.cast().prn)]
  const remote = repository.remote_id
  const ids = distributions.map(({ pulp_id }) => pulp_id)
  if (remote === null || usersOf(context, remote) > 1) return { distributions: ids, remote: null, exclusive }
  const type = context.references.typeOf('remote', remote) ?? ''
  exclusive.push(context.engine.registry.model('remote', type).prnOf(remote))
  return { distributions: ids, remote, exclusive }
}

/** Repositories and distributions that use the remote. */
function usersOf(context: ApiContext, remoteId: string): number {
  const row = context.engine.catalogue
    .prepare(
      'SELECT (SELECT COUNT(*) FROM core_repository WHERE remote_id = @id) + (SELECT COUNT(*) FROM core_distribution WHERE remote_id = @id) AS n',
    )
    .get({ id: uuidToBlob(remoteId) }) as { n: number }
  return row.n
}

/** Moves a mirror to the trash, or deletes its distributions, its repository with all versions, and its remote when nobody else uses it. */
export function removeMirror(context: ApiContext, call: Call): Answer {
  const { engine } = context
  const repository = requireMirror(context, call.params.id ?? '')
  const { distributions, remote, exclusive } = partsOf(context, repository)
  const id = repository.pulp_id
  if (!isPermanent(context, call)) {
    const keep = engine.settings.TRASH_PROTECTION_TIME
    return accepted(
      dispatchTask(engine, moveToTrash, { repository: id, version: null, distributions, remote, keep }, { exclusive }),
    )
  }
  const objects = [
    ...distributions.map((one) => ({ kind: 'distribution' as const, id: one })),
    { kind: 'repository' as const, id },
    ...(remote === null ? [] : [{ kind: 'remote' as const, id: remote }]),
  ]
  return accepted(dispatchTask(engine, deleteObjects, { objects }, { exclusive }))
}
