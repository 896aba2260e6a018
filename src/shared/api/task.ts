import * as z from 'zod'
import { RemedyBody } from '../remedy.ts'

/** States of a task and of a progress report, as in Pulp 3 (pulpcore.constants.TASK_STATES without the unused `skipped`). */
export const TASK_STATES = ['waiting', 'running', 'completed', 'failed', 'canceling', 'canceled'] as const
export const TaskState = z.enum(TASK_STATES)
export type TaskState = z.infer<typeof TaskState>

const FINAL: readonly TaskState[] = ['completed', 'failed', 'canceled']

export function isFinal(state: TaskState): boolean {
  return FINAL.includes(state)
}

/** One bar: `total` is null while it cannot be known; `suffix` is the unit of `done` (`files`, `bytes`). */
export const ProgressReportBody = z.object({
  message: z.string(),
  code: z.string(),
  state: TaskState,
  total: z.number().int().nullable(),
  done: z.number().int(),
  suffix: z.string().nullable(),
})
export type ProgressReportBody = z.infer<typeof ProgressReportBody>

/** Why a task failed: `description` is the sentence, `advice` what to do, both in the reader's language; `remedy` is what one button can do about it. */
export const TaskErrorBody = z.object({
  code: z.string(),
  description: z.string(),
  advice: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  remedy: RemedyBody,
})
export type TaskErrorBody = z.infer<typeof TaskErrorBody>

/** A task as the API shows it. */
export const TaskBody = z.object({
  pulp_href: z.string(),
  prn: z.string(),
  pulp_created: z.string(),
  pulp_last_updated: z.string(),
  state: TaskState,
  name: z.string(),
  logging_cid: z.string(),
  unblocked_at: z.string().nullable(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  /** Since when it is held back; null when it is not. */
  paused_at: z.string().nullable(),
  error: TaskErrorBody.nullable(),
  /** Href of the thread that ran it; null until one does, and for what the engine does itself at once. */
  worker: z.string().nullable(),
  parent_task: z.string().nullable(),
  task_group: z.string().nullable(),
  progress_reports: z.array(ProgressReportBody),
  created_resources: z.array(z.string()),
  reserved_resources_record: z.array(z.string()),
  result: z.unknown(),
})
export type TaskBody = z.infer<typeof TaskBody>

/** What a run of a task cost. Times are in milliseconds, sizes in bytes. */
export const TaskProfile = z.object({
  /** From being queued to being started. */
  queued_ms: z.number().int(),
  /** From start to end. */
  run_ms: z.number().int(),
  /** Processor time of the task's thread, null where the thread is shared with others. */
  cpu_user_ms: z.number().int().nullable(),
  cpu_system_ms: z.number().int().nullable(),
  /** Highest seen while it ran: of the whole process, so what ran beside it counts too. */
  peak_rss: z.number().int(),
  /** Highest seen of the thread's own heap. */
  peak_heap: z.number().int(),
  /** Body bytes received. */
  bytes: z.number().int(),
  requests: z.number().int(),
  /** Requests by host and port. */
  requests_by_host: z.record(z.string(), z.number().int()),
  retries: z.number().int(),
  /** Attempts that went on where an earlier one stopped. */
  resumed: z.number().int(),
})
export type TaskProfile = z.infer<typeof TaskProfile>
