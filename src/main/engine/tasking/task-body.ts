import type { ProgressReportBody, TaskBody, TaskErrorBody } from '#shared/api/task'
import type { ErrorBody } from '#shared/error'
import { taskIn } from '#shared/i18n/format'
import { remedyOf } from '#shared/remedy'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import {
  createdResourcesOf,
  getTask,
  reservationsOf,
  taskGroupHref,
  taskHref,
  taskPrn,
  type TaskRow,
  workerHref,
} from './task-store.ts'

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

function errorBody(error: ErrorBody | null): TaskErrorBody | null {
  const { code, params } = error ?? { code: '', params: {} }
  return error && { code, params: { ...params }, description: '', advice: null, remedy: remedyOf(error) }
}

export function progressReportsOf(catalogue: Catalogue, taskId: string): ProgressReportBody[] {
  const sql =
    'SELECT message, code, state, total, done, suffix FROM core_progressreport WHERE task_id = ? ORDER BY pulp_id'
  return catalogue.prepare(sql).all(uuidToBlob(taskId)) as ProgressReportBody[]
}

/** A task as the API shows it. */
export function taskBody(catalogue: Catalogue, task: TaskRow, progress?: ProgressReportBody[]): TaskBody {
  return taskIn({
    pulp_href: taskHref(task.id),
    prn: taskPrn(task.id),
    pulp_created: new Date(task.created).toISOString(),
    pulp_last_updated: new Date(task.updated).toISOString(),
    state: task.state,
    name: task.name,
    logging_cid: task.loggingCid,
    unblocked_at: iso(task.unblockedAt),
    started_at: iso(task.startedAt),
    finished_at: iso(task.finishedAt),
    paused_at: iso(task.pausedAt),
    error: errorBody(task.error),
    worker: task.worker && workerHref(task.worker),
    parent_task: task.parentId && taskHref(task.parentId),
    task_group: task.groupId && taskGroupHref(task.groupId),
    progress_reports: progress ?? progressReportsOf(catalogue, task.id),
    created_resources: createdResourcesOf(catalogue, task.id).map((resource) => resource.href),
    // Pulp writes shared reservations with this prefix.
    reserved_resources_record: reservationsOf(catalogue, task.id).map(({ resource, exclusive }) =>
      exclusive ? resource : `shared:${resource}`,
    ),
    result: task.result,
  })
}

/** Tells listeners about a task, with the whole of it. */
export function emitTask(
  engine: Engine,
  id: string,
  action: 'created' | 'updated',
  progress?: ProgressReportBody[],
): void {
  const body = taskBody(engine.catalogue, getTask(engine.catalogue, id), progress)
  engine.emit({ type: 'task', action, href: body.pulp_href, prn: body.prn, body })
}
