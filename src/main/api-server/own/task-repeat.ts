import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { OWN_API_ROOT } from '#shared/wire'
import { repeatTask } from '#engine/tasking/repeat'
import { taskHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { accepted, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'

/** Doing once more what a task was to do: the way on after most failures. */
export function repeatOperations({ engine }: ApiContext): Operation[] {
  return [
    {
      id: 'tasks_repeat',
      method: 'POST',
      path: `${OWN_API_ROOT}tasks/:pulp_id/repeat/`,
      tag: 'Tasks',
      summary: 'Do once more what a task that has ended was asked to do',
      answers: {
        202: { description: 'The new task.', name: 'AsyncOperationResponse', schema: TaskAccepted },
        409: { description: 'The task has not ended.' },
      },
      run(call) {
        const id = call.params.pulp_id ?? ''
        if (!isUuid(id)) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return accepted(taskHref(repeatTask(engine, id)))
      },
    },
  ]
}
