import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'

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
