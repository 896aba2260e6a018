import { StillwaterError } from '#shared/error'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { discardUnfinishedWork } from '../repository/unfinished.ts'
import { forgetValues } from '../secret/queued-secrets.ts'
import { getTask, requeuePaused, setTaskState, unfinishedTasks } from './task-store.ts'

/**
 * Ends a task whose worker is gone: failed with the reason (canceled when that was wanted), its half-made objects removed. One that was
 * paused waits again, for its user to resume it.
 */
export function recoverTask(catalogue: Catalogue, taskId: string, reason: StillwaterError): void {
  catalogue.transaction(() => {
    const { state } = getTask(catalogue, taskId)
    if (state !== 'running' && state !== 'canceling') return
    discardUnfinishedWork(catalogue, taskId)
    if (requeuePaused(catalogue, taskId)) return
    forgetValues(catalogue, taskId)
    const final = state === 'canceling' ? 'canceled' : 'failed'
    catalogue
      .prepare("UPDATE core_progressreport SET state = ? WHERE task_id = ? AND state = 'running'")
      .run(final, uuidToBlob(taskId))
    setTaskState(catalogue, taskId, final, final === 'failed' ? { error: reason.toBody() } : {})
  })
}

/**
 * Called at start by the owner of the data folder: nothing can be running, so whatever says it is was cut off. Waiting tasks stay
 * queued and hold the only reservations left. Answers how many tasks were ended.
 */
export function recoverQueue(catalogue: Catalogue): number {
  const cutOff = unfinishedTasks(catalogue).filter((task) => task.state !== 'waiting')
  for (const task of cutOff)
    recoverTask(catalogue, task.id, new StillwaterError('task.interrupted', { name: task.name }))
  return cutOff.length
}
