import * as z from 'zod'
import { TaskBody } from '#shared/api/task'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { OWN_API_ROOT } from '#shared/wire'
import { taskBody } from '#engine/tasking/task-body'
import { getTask } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'

const DOWNLOADS = `${OWN_API_ROOT}downloads/`

const DownloadsSchema = z.object({
  paused: z.boolean(),
  /** What all downloads together may bring now; 0 for no limit. */
  max_bytes_per_second: z.number().int(),
  /** Why they rest or go slower than the limit for always. */
  reason: z.enum(['user', 'quiet_hours', 'metered', 'battery']).nullable(),
})

/** What one thing to do with a task is called, and how it is done. */
type Act = 'pause' | 'resume'

/** @throws StillwaterError `api.not_found`, `catalogue.not_found` (404), `task.cannot_pause` (409) */
function actOnTask(context: ApiContext, call: Call, act: Act): Answer {
  const id = call.params.pulp_id ?? ''
  if (!isUuid(id)) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
  context.scheduler[act](id)
  return ok(taskBody(context.engine.catalogue, getTask(context.engine.catalogue, id)))
}

function taskOperation(context: ApiContext, act: Act, summary: string): Operation {
  return {
    id: `tasks_${act}`,
    method: 'POST',
    path: `${OWN_API_ROOT}tasks/:pulp_id/${act}/`,
    tag: 'Tasks',
    summary,
    answers: {
      200: { description: 'The task.', name: 'TaskResponse', schema: TaskBody },
      409: { description: `The task is in no state to ${act}.` },
    },
    run: (call) => actOnTask(context, call, act),
  }
}

/** Holding traffic back: that of one task, or all of it. */
export function pauseOperations(context: ApiContext): Operation[] {
  const { control } = context.engine
  const state = (): Answer => {
    const reason = control.pausedByUser ? 'user' : (context.trafficRule?.().reason ?? null)
    return ok({ paused: control.paused, max_bytes_per_second: control.rate, reason })
  }
  const downloads = (act: Act, summary: string): Operation => ({
    id: `downloads_${act}`,
    method: 'POST',
    path: `${DOWNLOADS}${act}/`,
    tag: 'Stillwater',
    summary,
    answers: { 200: { description: 'How it is now.', name: 'Downloads', schema: DownloadsSchema } },
    run() {
      control.pausedByUser = act === 'pause'
      return state()
    },
  })
  return [
    taskOperation(
      context,
      'pause',
      'Hold a task back: a sync that runs fetches nothing more, one that waits is not started',
    ),
    taskOperation(context, 'resume', 'Let a paused task go on'),
    {
      id: 'downloads_read',
      method: 'GET',
      path: DOWNLOADS,
      tag: 'Stillwater',
      summary: 'Show whether downloads are paused, and their common limit',
      answers: { 200: { description: 'How it is now.', name: 'Downloads', schema: DownloadsSchema } },
      run: state,
    },
    downloads('pause', 'Hold all downloads back until they are resumed or the program starts again'),
    downloads('resume', 'Let downloads go on'),
  ]
}
