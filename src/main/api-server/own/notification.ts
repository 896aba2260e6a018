import * as z from 'zod'
import { TaskProfile, TaskState } from '#shared/api/task'
import { StillwaterError } from '#shared/error'
import { noticeIn } from '#shared/i18n/format'
import { isUuid } from '#shared/id'
import { OWN_API_ROOT } from '#shared/wire'
import { profileOf } from '#engine/tasking/task-profile'
import { getTask, taskHref, workerHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { ok, type Operation } from '../operation.ts'

const NotificationSchema = z.object({
  id: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  level: z.enum(['info', 'error']),
  title: z.string(),
  body: z.string().nullable(),
  error: z
    .object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
  hrefs: z.array(z.string()),
  created: z.iso.datetime(),
})

const DiagnosticsSchema = z.object({
  task: z.string(),
  name: z.string(),
  state: TaskState,
  worker: z.string().nullable(),
  logging_cid: z.string(),
  profile: TaskProfile.nullable(),
})

/** What tasks leave behind beside their results: notices, and what they cost. */
export function notificationOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'notifications_list',
      method: 'GET',
      path: `${OWN_API_ROOT}notifications/`,
      tag: 'Stillwater',
      summary: 'Show the notices since the start, the newest first',
      answers: { 200: { description: 'The notices.', schema: z.array(NotificationSchema) } },
      run: () => ok((context.notifications?.() ?? []).map((notice) => noticeIn(notice))),
    },
    {
      id: 'task_diagnostics_read',
      method: 'GET',
      path: `${OWN_API_ROOT}tasks/:pulp_id/diagnostics/`,
      tag: 'Stillwater',
      summary: 'Show what the run of a task cost: time, memory, requests',
      answers: {
        200: {
          description: 'The costs; null for a run that was cut off.',
          name: 'TaskDiagnostics',
          schema: DiagnosticsSchema,
        },
      },
      run(call) {
        const id = call.params.pulp_id ?? ''
        if (!isUuid(id)) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        const { catalogue } = context.engine
        const { name, state, worker, loggingCid } = getTask(catalogue, id)
        const profile = profileOf(catalogue, id)
        const by = worker && workerHref(worker)
        return ok({ task: taskHref(id), name, state, worker: by, logging_cid: loggingCid, profile })
      },
    },
  ]
}
