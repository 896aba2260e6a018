import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import { blobToUuid } from '../db/column.ts'
import { taskHref, taskPrn } from '../tasking/task-store.ts'
import { defineTask } from '../tasking/task-definition.ts'

const BATCH = 500
export const FINAL_STATES = ['completed', 'failed', 'canceled'] as const

export interface PurgeInput {
  /** Milliseconds since the epoch. */
  finished_before: number
  states: (typeof FINAL_STATES)[number][]
}

/** Deletes the records of tasks that ended before a time. Source: pulpcore's purge. */
export const purgeTasks = defineTask<PurgeInput, { tasks: number }>({
  id: 'core.purge_tasks',
  version: 1,
  input: z.object({ finished_before: z.number(), states: z.array(z.enum(FINAL_STATES)) }),
  async run(context, input) {
    const { catalogue } = context
    const progress = context.progress({ message: 'Purged task-objects total', code: 'purge.tasks.total' })
    // Only what has ended has a time of ending, so no state that was asked for can make this touch a task that runs.
    const purge = catalogue.prepare(
      `DELETE FROM core_task WHERE pulp_id IN (SELECT pulp_id FROM core_task WHERE finished_at < ?
         AND state IN (SELECT value FROM json_each(?)) LIMIT ${BATCH}) RETURNING pulp_id AS id`,
    )
    for (;;) {
      context.signal.throwIfAborted()
      const gone = purge.all(input.finished_before, JSON.stringify(input.states)) as { id: Buffer }[]
      if (gone.length === 0) break
      for (const id of gone.map((row) => blobToUuid(row.id)))
        context.emit({ type: 'task', action: 'deleted', href: taskHref(id), prn: taskPrn(id) })
      progress.increment(gone.length)
      await turn()
    }
    progress.total = progress.done
    progress.finish()
    return { tasks: progress.done }
  },
})
