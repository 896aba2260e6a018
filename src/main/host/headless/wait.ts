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

/** The task, if it has done its work. @throws TaskProblem with the task's own reason, or StillwaterError `cli.task_canceled` */
export function completed(task: TaskBody): TaskBody {
  if (task.state === 'completed') return task
  if (task.error) throw new TaskProblem(task.error)
  throw new StillwaterError('cli.task_canceled', { name: task.name, href: task.pulp_href })
}
