import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import { Remote, Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { removeAddresses } from '../repository/delete-object.ts'
import { assertDeletable, deleteVersion } from '../repository/delete-version.ts'
import { getVersion, hasVersion } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { deleteTrashRow, listTrash, type TrashEntry, trashHref, trashPrn } from './trash-store.ts'

/** Reserved by whatever empties the trash: one at a time. */
export const TRASH_PURGE = 'core:trash'

/** A version that is served by now stays: somebody wants it. */
function purgeVersion(context: TaskContext, versionId: string): void {
  if (!hasVersion(context.catalogue, versionId)) return
  const version = getVersion(context.catalogue, versionId)
  try {
    assertDeletable(context, version)
  } catch {
    return
  }
  deleteVersion(context, version)
}

async function purgeMirror(context: TaskContext, entry: TrashEntry): Promise<void> {
  const { catalogue } = context
  if (entry.remoteId !== null) {
    await removeAddresses(context, entry.remoteId)
    Remote.find(catalogue, { pulp_id: entry.remoteId })?.delete()
  }
  Repository.find(catalogue, { pulp_id: entry.repositoryId })?.delete()
}

/** Deletes what lies in the trash for good: the entries named, or all of them. Answers how many went. Files go with the next clean-up. */
export async function purgeTrash(context: TaskContext, only: readonly string[] | null): Promise<number> {
  let count = 0
  for (const entry of listTrash(context.catalogue)) {
    if (only && !only.includes(entry.id)) continue
    context.signal.throwIfAborted()
    if (entry.versionId === null) await purgeMirror(context, entry)
    else purgeVersion(context, entry.versionId)
    deleteTrashRow(context.catalogue, entry.id)
    context.emit({ type: 'resource', action: 'deleted', href: trashHref(entry.id), prn: trashPrn(entry.id) })
    count += 1
    await turn()
  }
  return count
}

/** Empties the trash, or takes single entries out of it, for good. */
export const emptyTrash = defineTask<{ entries: string[] | null }, { entries: number }>({
  id: 'core.empty_trash',
  version: 1,
  input: z.object({
    /** Null for all. */
    entries: z.array(z.string()).nullable(),
  }),
  run: async (context, { entries }) => ({ entries: await purgeTrash(context, entries) }),
})

/** What deleting these entries for good reserves exclusively. */
export function trashReservations(engine: Pick<Engine, 'catalogue'>, entries: readonly TrashEntry[]): string[] {
  const repositories = [...new Set(entries.map(({ repositoryId }) => repositoryId))]
  return [TRASH_PURGE, ...repositories.map((id) => Repository.get(engine.catalogue, id).cast().prn)]
}

/** Entries whose time is over, milliseconds since the epoch. */
export function expiredTrash({ catalogue }: Pick<Engine, 'catalogue'>, now: number): TrashEntry[] {
  return listTrash(catalogue).filter(({ expires }) => expires <= now)
}
