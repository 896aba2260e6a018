import * as z from 'zod'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import { Distribution, Remote, Repository, type RepositoryInstance } from '../db/masters.ts'
import { assertDeletable } from '../repository/delete-version.ts'
import { getVersion } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { type KeptRow, takeRows } from './kept-row.ts'
import { insertTrash, isVersionInTrash, trashHref, trashPrn } from './trash-store.ts'

export interface TrashInput {
  repository: string
  /** Id of the version, when only that is to go. */
  version: string | null
  /** Ids of the distributions that go with a mirror. */
  distributions: string[]
  /** Id of the remote when nobody else uses it. */
  remote: string | null
  /** Minutes after which it is gone for good. */
  keep: number
}

/** Takes away what makes a mirror seen and reached; answers the rows that bring it back. */
function hide(context: TaskContext, repository: RepositoryInstance, input: TrashInput, hidden: string): KeptRow[] {
  const { catalogue } = context
  const kept = [
    ...takeRows(catalogue, 'core_schedule', 'repository_id', uuidToBlob(input.repository)),
    ...input.distributions.flatMap((id) => takeRows(catalogue, 'core_distribution', 'pulp_id', uuidToBlob(id))),
  ]
  repository.save({ name: hidden, user_hidden: true })
  if (input.remote !== null) Remote.get(catalogue, input.remote).save({ name: hidden, user_hidden: true })
  return kept
}

/**
 * Moves a mirror, or one of its versions, to the trash. A mirror is no longer listed, served or synced, and its name is free; all of its
 * versions and files stay. A version stays as it is until the trash is emptied. The caller reserves the repository exclusively.
 * @throws StillwaterError `version.only_one`, `version.protected`
 */
export const moveToTrash = defineTask<TrashInput, { trash: string | null }>({
  id: 'core.trash',
  version: 1,
  short: true,
  input: z.object({
    repository: z.string(),
    version: z.string().nullable(),
    distributions: z.array(z.string()),
    remote: z.string().nullable(),
    keep: z.number().int().min(1),
  }),
  async run(context, input) {
    const { catalogue } = context
    const id = uuidv7()
    const found = Repository.find(catalogue, { pulp_id: input.repository })
    // Deleted meanwhile, by whatever way.
    if (!found || found.user_hidden) return { trash: null }
    const repository = found.cast() as RepositoryInstance
    const gone = input.distributions.flatMap((one) => Distribution.find(catalogue, { pulp_id: one })?.cast() ?? [])
    const { name, prn, href, pulp_type } = repository
    const now = Date.now()
    const place = { id, created: now, expires: now + input.keep * 60_000, name, repositoryId: input.repository }
    if (input.version !== null) {
      if (isVersionInTrash(catalogue, input.version)) return { trash: null }
      assertDeletable(context, getVersion(catalogue, input.version))
      insertTrash(catalogue, { ...place, versionId: input.version, remoteId: null, remoteName: null, kept: [] })
    } else
      catalogue.transaction(() => {
        const remoteName = input.remote === null ? null : Remote.get(catalogue, input.remote).name
        const kept = hide(context, repository, input, `trash:${id}`)
        insertTrash(catalogue, { ...place, versionId: null, remoteId: input.remote, remoteName, kept })
      })
    for (const one of gone)
      context.emit({ type: 'resource', action: 'deleted', href: one.href, prn: one.prn, pulp_type: one.pulp_type })
    const action = input.version === null ? 'deleted' : 'updated'
    context.emit({ type: 'resource', action, href, prn, pulp_type })
    context.emit({
      type: 'resource',
      action: 'created',
      href: trashHref(id),
      prn: trashPrn(id),
      pulp_type: 'core.trash',
    })
    return { trash: trashHref(id) }
  },
})
