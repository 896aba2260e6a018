import type { Engine } from '../engine.ts'
import { dispatch } from '../tasking/dispatch.ts'
import { FINAL_STATES, purgeTasks } from './purge-tasks.ts'
import { TEMPORARY_CLEAN_UP, temporaryCleanUp } from './temporary-clean-up.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function ranWithin(engine: Engine, name: string, since: number): boolean {
  const sql = 'SELECT 1 FROM core_task WHERE name = ? AND pulp_created > ? LIMIT 1'
  return engine.catalogue.prepare(sql).get(name, since) !== undefined
}

/**
 * Once a day, when there is something to do: queues the purge of tasks that ended more than TASK_PROTECTION_TIME ago, however they ended,
 * and the removal of temporary files not written for TMPFILE_PROTECTION_TIME. 0 turns either off, as in Pulp. `now`: milliseconds since the epoch.
 */
export function queueDailyPurge(engine: Engine, now: number): void {
  const { catalogue, settings } = engine
  const until = now - settings.TASK_PROTECTION_TIME * MINUTE
  const old = catalogue.prepare('SELECT 1 FROM core_task WHERE finished_at < ? LIMIT 1')
  if (settings.TASK_PROTECTION_TIME > 0 && old.get(until) && !ranWithin(engine, purgeTasks.id, now - DAY))
    dispatch(engine, purgeTasks, { finished_before: until, states: [...FINAL_STATES] })
  if (settings.TMPFILE_PROTECTION_TIME > 0 && !ranWithin(engine, temporaryCleanUp.id, now - DAY))
    dispatch(
      engine,
      temporaryCleanUp,
      { protection: settings.TMPFILE_PROTECTION_TIME },
      { exclusive: [TEMPORARY_CLEAN_UP] },
    )
}
