import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { UNFINISHED } from './task-store.ts'

/**
 * A group of tasks that are parts of one larger piece of work. Dispatch each with `{ group: id }`, then say that no more come; until then the
 * group counts as unfinished. Source: Pulp's TaskGroup.
 */
export function createTaskGroup(engine: Engine, description: string): string {
  const id = uuidv7()
  engine.catalogue
    .prepare(
      'INSERT INTO core_taskgroup (pulp_id, pulp_created, description, all_tasks_dispatched) VALUES (?, ?, ?, 0)',
    )
    .run(uuidToBlob(id), Date.now(), description)
  return id
}

/** Says that every task of the group has been dispatched. */
export function closeTaskGroup(engine: Engine, id: string): void {
  engine.catalogue.prepare('UPDATE core_taskgroup SET all_tasks_dispatched = 1 WHERE pulp_id = ?').run(uuidToBlob(id))
}

/** @throws StillwaterError `task.group_closed` (409) when no more tasks may come: the group is complete, or was cancelled */
export function assertGroupOpen(catalogue: Catalogue, id: string): void {
  const row = catalogue
    .prepare('SELECT description, all_tasks_dispatched AS closed FROM core_taskgroup WHERE pulp_id = ?')
    .get(uuidToBlob(id)) as { description: string; closed: number } | undefined
  if (row?.closed) throw new StillwaterError('task.group_closed', { group: row.description }, { status: 409 })
}

/** Ids of the group's tasks that have not ended; those that wait come first. */
export function unfinishedInGroup(catalogue: Catalogue, id: string): string[] {
  const sql = `SELECT pulp_id FROM core_task WHERE task_group_id = ? AND state IN ${UNFINISHED} ORDER BY state = 'waiting' DESC, pulp_id`
  return (catalogue.prepare(sql).all(uuidToBlob(id)) as { pulp_id: Buffer }[]).map((row) => blobToUuid(row.pulp_id))
}
