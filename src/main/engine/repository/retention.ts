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
  const free = listVersions(catalogue, repositoryId).filter(freeVersions(context, repositoryId))
  dropVersions(context, free.slice(kept))
}

/**
 * Deletes all but the newest versions of a repository; older ones that are being served, or were a moment ago, stay as well. Answers how many
 * went. The caller's task holds the repository exclusively.
 */
export function dropOldVersions(context: TaskContext, repositoryId: string, kept: number): number {
  const old = listVersions(context.catalogue, repositoryId).slice(kept)
  return dropVersions(context, old.filter(freeVersions(context, repositoryId)))
}

/** Tells versions that may go from those that a user pinned, and that clients are, or lately were, served from. */
function freeVersions(context: TaskContext, repositoryId: string): (version: VersionRef) => boolean {
  const held = protectedVersions(context, repositoryId)
  const lately = versionsServedLately(context, repositoryId)
  return ({ number, pinned }) => !pinned && !held.has(number) && !lately.has(number)
}

function dropVersions(context: TaskContext, versions: readonly VersionRef[]): number {
  let gone = 0
  for (const version of versions) {
    context.signal.throwIfAborted()
    if (deleteUnlessServed(context, version)) gone += 1
  }
  return gone
}

function deleteUnlessServed(context: TaskContext, version: VersionRef): boolean {
  try {
    deleteVersion(context, version)
    return true
  } catch (error) {
    // A distribution was moved to it a moment ago, or a user pinned it.
    if (!(error instanceof StillwaterError && ['version.protected', 'version.pinned'].includes(error.code))) throw error
    return false
  }
}
