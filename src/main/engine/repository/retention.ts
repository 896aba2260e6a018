import { StillwaterError } from '#shared/error'
import { Repository } from '../db/masters.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { deleteVersion } from './delete-version.ts'
import { applyCheckpointRetention } from './checkpoint.ts'
import { protectedVersions } from './protected-versions.ts'
import { versionsServedLately } from './replaced-publication.ts'
import { listVersions, type VersionRef } from './version.ts'

/**
 * Deletes the versions of a repository that its `retain_repo_versions` no longer keeps: as many of the newest ones stay as it says, and
 * pinned and protected ones beyond them, and so do those that clients may hold metadata of (see replaced-publication.ts). Each goes in a transaction of its own; what an interruption leaves goes with the next version. The caller's
 * task holds the repository exclusively.
 */
export function applyRetention(context: TaskContext, repositoryId: string): void {
  const { catalogue } = context
  const { retain_repo_versions: kept, retain_checkpoints: checkpoints } = Repository.get(catalogue, repositoryId)
  if (checkpoints !== null) applyCheckpointRetention(catalogue, repositoryId, checkpoints)
  if (kept === null) return
  const held = protectedVersions(context, repositoryId)
  const lately = versionsServedLately(context, repositoryId)
  const free = listVersions(catalogue, repositoryId).filter(
    ({ number, pinned }) => !pinned && !held.has(number) && !lately.has(number),
  )
  for (const version of free.slice(kept)) {
    context.signal.throwIfAborted()
    deleteUnlessServed(context, version)
  }
}

function deleteUnlessServed(context: TaskContext, version: VersionRef): void {
  try {
    deleteVersion(context, version)
  } catch (error) {
    // A distribution was moved to it a moment ago, or a user pinned it.
    if (!(error instanceof StillwaterError && ['version.protected', 'version.pinned'].includes(error.code))) throw error
  }
}
