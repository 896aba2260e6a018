import type { ZodType } from 'zod'
import { ask } from './client/api-client.ts'
import { type CommonOptions, type Context, queueOnly, t, withClient, writeJson } from './context.ts'
import { completed, waitForTask } from './wait.ts'

/**
 * Starts a task by a POST and waits for its result, which is written when JSON was asked for. Answers null when the task was only to be
 * queued, having said so. @throws TaskProblem with the task's own reason
 */
export async function runToEnd<T>(
  context: Context,
  options: CommonOptions & { background?: boolean },
  path: string,
  body: Record<string, unknown>,
  schema: ZodType<T>,
): Promise<T | null> {
  const result = await withClient(context, queueOnly(options), async (client) => {
    const { task } = await ask<{ task: string }>(client, { method: 'POST', path, body })
    if (!options.background) return schema.parse(completed(await waitForTask(client, task, context.output)).result)
    if (options.json) writeJson(context, { task })
    else context.output.line(t('cli.task.queued', { href: task }))
    return null
  })
  if (result !== null && options.json) writeJson(context, result)
  return result
}
