/** The rows of the task queue. */
import { isFinal, type TaskState } from '#shared/api/task'
import { type ErrorBody, StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'

export const UNFINISHED = "('waiting', 'running', 'canceling')"

export interface TaskRow {
  id: string
  created: number
  updated: number
  state: TaskState
  name: string
  inputVersion: number
  input: unknown
  result: unknown
  error: ErrorBody | null
  loggingCid: string
  worker: string | null
  parentId: string | null
  groupId: string | null
  immediate: boolean
  deferred: boolean
  unblockedAt: number | null
  startedAt: number | null
  finishedAt: number | null
  /** Since when its user holds it back. */
  pausedAt: number | null
}

interface RawTask {
  pulp_id: Buffer
  pulp_created: number
  pulp_last_updated: number
  state: TaskState
  name: string
  input_version: number
  input: string
  result: string | null
  error: string | null
  logging_cid: string
  worker: string | null
  parent_task_id: Buffer | null
  task_group_id: Buffer | null
  immediate: number
  deferred: number
  unblocked_at: number | null
  started_at: number | null
  finished_at: number | null
  paused_at: number | null
}

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text))

export function taskFromRaw(value: unknown): TaskRow {
  const raw = value as RawTask
  return {
    id: blobToUuid(raw.pulp_id),
    created: raw.pulp_created,
    updated: raw.pulp_last_updated,
    state: raw.state,
    name: raw.name,
    inputVersion: raw.input_version,
    input: parse(raw.input),
    result: parse(raw.result),
    error: parse(raw.error) as ErrorBody | null,
    loggingCid: raw.logging_cid,
    worker: raw.worker,
    parentId: raw.parent_task_id && blobToUuid(raw.parent_task_id),
    groupId: raw.task_group_id && blobToUuid(raw.task_group_id),
    immediate: raw.immediate === 1,
    deferred: raw.deferred === 1,
    unblockedAt: raw.unblocked_at,
    startedAt: raw.started_at,
    finishedAt: raw.finished_at,
    pausedAt: raw.paused_at,
  }
}

export const taskHref = (id: string): string => `${API_ROOT}tasks/${id}/`
export const taskPrn = (id: string): string => formatPrn('core.task', id)
export const taskGroupHref = (id: string): string => `${API_ROOT}task-groups/${id}/`
export const workerHref = (name: string): string => `${API_ROOT}workers/${encodeURIComponent(name)}/`

/** @throws StillwaterError `catalogue.not_found` (404) */
export function getTask(catalogue: Catalogue, id: string): TaskRow {
  const raw = catalogue.prepare('SELECT * FROM core_task WHERE pulp_id = ?').get(uuidToBlob(id))
  if (!raw) throw new StillwaterError('catalogue.not_found', { model: 'Task', id }, { status: 404 })
  return taskFromRaw(raw)
}

/** Unfinished tasks in the order in which they were queued. */
export function unfinishedTasks(catalogue: Catalogue): TaskRow[] {
  const sql = `SELECT * FROM core_task WHERE state IN ${UNFINISHED} ORDER BY pulp_created, pulp_id`
  return catalogue.prepare(sql).all().map(taskFromRaw)
}

export interface Reservation {
  taskId: string
  resource: string
  exclusive: boolean
}

function reservationFromRaw(value: unknown): Reservation {
  const raw = value as { task_id: Buffer; resource: string; exclusive: number }
  return { taskId: blobToUuid(raw.task_id), resource: raw.resource, exclusive: raw.exclusive === 1 }
}

export function reservationsOf(catalogue: Catalogue, taskId: string): Reservation[] {
  const sql = 'SELECT * FROM core_taskreservation WHERE task_id = ? ORDER BY resource'
  return catalogue.prepare(sql).all(uuidToBlob(taskId)).map(reservationFromRaw)
}

/** Reservations of all unfinished tasks. */
export function heldReservations(catalogue: Catalogue): Reservation[] {
  const sql = `SELECT r.* FROM core_taskreservation r JOIN core_task t ON t.pulp_id = r.task_id WHERE t.state IN ${UNFINISHED}`
  return catalogue.prepare(sql).all().map(reservationFromRaw)
}

export function createdResourcesOf(catalogue: Catalogue, taskId: string): { prn: string; href: string }[] {
  const sql = 'SELECT prn, href FROM core_createdresource WHERE task_id = ? ORDER BY position'
  return catalogue.prepare(sql).all(uuidToBlob(taskId)) as { prn: string; href: string }[]
}

export function addCreatedResource(
  catalogue: Catalogue,
  taskId: string,
  resource: { prn: string; href: string },
): void {
  const id = uuidToBlob(taskId)
  const sql = `INSERT INTO core_createdresource (task_id, position, prn, href)
    SELECT ?, COALESCE(MAX(position), -1) + 1, ?, ? FROM core_createdresource WHERE task_id = ?`
  catalogue.prepare(sql).run(id, resource.prn, resource.href, id)
}

/** Legal moves between states; anything else is refused (Pulp: tasking states). */
const MOVES: Record<TaskState, readonly TaskState[]> = {
  waiting: ['running', 'canceling', 'canceled'],
  running: ['completed', 'failed', 'canceling'],
  canceling: ['canceled', 'failed'],
  completed: [],
  failed: [],
  canceled: [],
}

export interface StateChange {
  worker?: string | null
  error?: ErrorBody | null
  result?: unknown
}

/**
 * Moves a task to another state and stamps the times that go with it.
 * @throws StillwaterError `task.illegal_transition` (409)
 */
export function setTaskState(catalogue: Catalogue, id: string, to: TaskState, change: StateChange = {}): void {
  const from = Object.entries(MOVES)
    .filter(([, targets]) => targets.includes(to))
    .map(([state]) => state)
  const now = Date.now()
  const result = catalogue
    .prepare(
      `UPDATE core_task SET state = ?, pulp_last_updated = ?, worker = COALESCE(?, worker), error = COALESCE(?, error), result = COALESCE(?, result),
         started_at = CASE WHEN ? THEN ? ELSE started_at END, unblocked_at = CASE WHEN ? THEN COALESCE(unblocked_at, ?) ELSE unblocked_at END,
         finished_at = CASE WHEN ? THEN ? ELSE finished_at END, paused_at = CASE WHEN ? THEN NULL ELSE paused_at END
       WHERE pulp_id = ? AND state IN (SELECT value FROM json_each(?))`,
    )
    .run(
      to,
      now,
      change.worker ?? null,
      jsonOrNull(change.error),
      jsonOrNull(change.result),
      Number(to === 'running'),
      now,
      Number(to === 'running'),
      now,
      Number(isFinal(to)),
      now,
      Number(isFinal(to)),
      uuidToBlob(id),
      JSON.stringify(from),
    )
  if (result.changes === 0) {
    const state = getTask(catalogue, id).state
    throw new StillwaterError('task.illegal_transition', { from: state, to }, { status: 409 })
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}

/** Notes or forgets that a task which has not ended is held back. Answers whether that changed anything. */
export function setPaused(catalogue: Catalogue, id: string, paused: boolean): boolean {
  const now = Date.now()
  const sql = `UPDATE core_task SET paused_at = ?, pulp_last_updated = ?
    WHERE pulp_id = ? AND state IN ('waiting', 'running') AND (paused_at IS NULL) = ?`
  return catalogue.prepare(sql).run(paused ? now : null, now, uuidToBlob(id), Number(paused)).changes > 0
}

/** Puts a paused task whose run was ended back into the queue, as if that run had never been. Answers whether it was one. */
export function requeuePaused(catalogue: Catalogue, id: string): boolean {
  const task = uuidToBlob(id)
  const sql = `UPDATE core_task SET state = 'waiting', worker = NULL, started_at = NULL, unblocked_at = NULL, pulp_last_updated = ?
    WHERE pulp_id = ? AND state = 'running' AND paused_at IS NOT NULL`
  if (catalogue.prepare(sql).run(Date.now(), task).changes === 0) return false
  for (const table of ['core_progressreport', 'core_createdresource'])
    catalogue.prepare(`DELETE FROM ${table} WHERE task_id = ?`).run(task)
  return true
}
