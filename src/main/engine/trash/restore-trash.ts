import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid } from '../db/column.ts'
import { Distribution, Remote, Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { assertFreeBasePath } from '../repository/base-path.ts'
import { nextRun, type Rhythm } from '../schedule/next-run.ts'
import { scheduleHref, schedulePrn } from '../schedule/schedule-store.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { type KeptRow, putRows } from './kept-row.ts'
import { deleteTrashRow, findTrash, type TrashEntry, trashHref, trashPrn } from './trash-store.ts'

const textOf = ({ values }: KeptRow, name: string): string => String(values[name])

/**
 * Makes sure that nothing took the names and addresses of what lies in the trash.
 * @throws StillwaterError `trash.name_taken`, `distribution.base_path_overlap` (409)
 */
export function assertRestorable(catalogue: Catalogue, entry: TrashEntry): void {
  if (entry.versionId !== null) return
  const taken = (kind: string, name: string): StillwaterError =>
    new StillwaterError('trash.name_taken', { kind, name }, { status: 409 })
  if (Repository.find(catalogue, { name: entry.name })) throw taken('repository', entry.name)
  if (entry.remoteName !== null && Remote.find(catalogue, { name: entry.remoteName }))
    throw taken('remote', entry.remoteName)
  for (const row of entry.kept.filter(({ table }) => table === 'core_distribution')) {
    if (Distribution.find(catalogue, { name: textOf(row, 'name') })) throw taken('distribution', textOf(row, 'name'))
    assertFreeBasePath(catalogue, textOf(row, 'base_path'))
  }
}

/** Schedules go on from now: what was missed in the trash does not count. */
function wakeSchedules(rows: readonly KeptRow[]): KeptRow[] {
  return rows.map((row) => {
    if (row.table !== 'core_schedule' || row.values['next_run'] === null) return row
    const rhythm = row.values as unknown as Rhythm
    return { ...row, values: { ...row.values, next_run: nextRun(rhythm, Date.now()) } }
  })
}

function bringBack({ catalogue }: Engine, entry: TrashEntry): void {
  assertRestorable(catalogue, entry)
  if (entry.versionId === null) {
    Repository.get(catalogue, entry.repositoryId).save({ name: entry.name, user_hidden: false })
    if (entry.remoteId !== null)
      Remote.get(catalogue, entry.remoteId).save({ name: entry.remoteName ?? entry.name, user_hidden: false })
    putRows(catalogue, wakeSchedules(entry.kept))
  }
  deleteTrashRow(catalogue, entry.id)
}

/** Tells whoever listens of what is there again. */
function tell({ catalogue, emit }: Engine, entry: TrashEntry): void {
  const told = [Repository.get(catalogue, entry.repositoryId).cast()]
  for (const { table, values } of entry.kept) {
    const id = blobToUuid(Buffer.from((values['pulp_id'] as { hex: string } | undefined)?.hex ?? '0'.repeat(32), 'hex'))
    if (table === 'core_distribution') told.push(Distribution.get(catalogue, id).cast())
    if (table === 'core_schedule')
      emit({ type: 'resource', action: 'created', href: scheduleHref(id), prn: schedulePrn(id) })
  }
  for (const { href, prn, pulp_type } of told) emit({ type: 'resource', action: 'created', href, prn, pulp_type })
  emit({ type: 'resource', action: 'deleted', href: trashHref(entry.id), prn: trashPrn(entry.id) })
}

/**
 * Brings back what lies in the trash: a mirror with the same versions, addresses and schedules. The caller reserves the repository exclusively.
 * @throws StillwaterError `trash.gone`, and as assertRestorable does
 */
export const restoreTrash = defineTask<{ trash: string }, { repository: string }>({
  id: 'core.restore_trash',
  version: 1,
  short: true,
  input: z.object({ trash: z.string() }),
  async run(context, input) {
    const entry = findTrash(context.catalogue, input.trash)
    if (!entry) throw new StillwaterError('trash.gone', {}, { status: 404 })
    context.catalogue.transaction(() => bringBack(context, entry))
    tell(context, entry)
    return { repository: Repository.get(context.catalogue, entry.repositoryId).cast().href }
  },
})
