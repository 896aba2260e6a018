import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, type TaskBody } from '#shared/api/task'
import { StillwaterError } from '#shared/error'
import { type ApiClient, get } from './client/api-client.ts'
import type { Output } from './output.ts'
import { TaskProblem } from './problem.ts'
import { progressOn } from './progress.ts'

/** Milliseconds between two looks at a task: short at first, because many tasks are. */
const FIRST = 20
const LONGEST = 250

/** Waits until the task has ended, showing its progress; answers it however it ended. */
export async function waitForTask(client: ApiClient, href: string, output: Output): Promise<TaskBody> {
  const progress = progressOn(output)
  client.awaited = href
  try {
    for (let pause = FIRST; ; pause = Math.min(pause * 1.5, LONGEST)) {
      const task = await get<TaskBody>(client, href)
      progress.show(task)
      if (isFinal(task.state)) {
        client.awaited = null
        return task
      }
      await delay(pause)
    }
  } finally {
    progress.end()
  }
}

/** What a task group says of itself. */
interface TaskGroup extends Record<string, unknown> {
  all_tasks_dispatched: boolean
  waiting: number
  running: number
  canceling: number
  tasks: { pulp_href: string; state: string }[]
}

/** Waits until every task of a group has ended. @throws TaskProblem with the reason of the first that failed */
export async function waitForGroup(client: ApiClient, href: string, output: Output): Promise<TaskGroup> {
  for (let pause = FIRST; ; pause = Math.min(pause * 1.5, LONGEST)) {
    const group = await get<TaskGroup>(client, href)
    const open = group.tasks.find(({ state }) => !isFinal(state as TaskBody['state']))
    if (open) await waitForTask(client, open.pulp_href, output)
    else if (group.all_tasks_dispatched) {
      const failed = group.tasks.find(({ state }) => state !== 'completed')
      if (failed) completed(await get<TaskBody>(client, failed.pulp_href))
      return group
    } else await delay(pause)
  }
}

/** The task, if it has done its work. @throws TaskProblem with the task's own reason, or StillwaterError `cli.task_canceled` */
export function completed(task: TaskBody): TaskBody {
  if (task.state === 'completed') return task
  if (task.error) throw new TaskProblem(task.error)
  throw new StillwaterError('cli.task_canceled', { name: task.name, href: task.pulp_href })
}
