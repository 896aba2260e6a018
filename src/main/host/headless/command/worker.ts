import { setTimeout as delay } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { TaskBody } from '#shared/api/task'
import { API_ROOT } from '#shared/wire'
import { count } from '../argument.ts'
import { type ApiClient, get, getAll, type Page } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, t, withClient, writeJson } from '../context.ts'
import { EXIT, UsageError } from '../problem.ts'

const UNFINISHED = 'waiting,running,canceling'
const PAUSE = 100

interface WorkerOptions extends CommonOptions {
  burst?: boolean
  workers?: number
}

export function addWorker(program: Command, context: Context): void {
  common(program.command('worker').description(t('cli.worker')))
    .addOption(new Option('--burst', t('cli.worker.burst')))
    .addOption(new Option('--workers <n>', t('cli.option.workers')).argParser(count(1, 32)))
    .action((options: WorkerOptions) => work(context, options))
}

/** Runs the engine until no task is left to run. */
async function work(context: Context, options: WorkerOptions): Promise<void> {
  if (!options.burst) throw new UsageError(t('cli.usage.burst'))
  const since = new Date().toISOString()
  const ended = await withClient(context, options, async (client) => {
    while ((await unfinished(client)) > 0) await delay(PAUSE)
    return finishedSince(client, since)
  })
  const failed = ended.filter((task) => task.state === 'failed')
  if (options.json) writeJson(context, ended)
  else {
    for (const task of failed) context.output.line(`${task.name}: ${task.error?.description ?? task.state}`)
    context.output.line(t('cli.worker.done', { tasks: ended.length, failed: failed.length }))
  }
  if (failed.length > 0) process.exitCode = EXIT.failed
}

async function unfinished(client: ApiClient): Promise<number> {
  const page = await get<Page<TaskBody>>(client, `${API_ROOT}tasks/`, {
    state__in: UNFINISHED,
    paused_at__isnull: 'true',
    limit: '1',
  })
  return page.count
}

/** Tasks that ended at this time or later, the first queued before the others. */
function finishedSince(client: ApiClient, since: string): Promise<TaskBody[]> {
  return getAll(client, `${API_ROOT}tasks/`, { finished_at__gte: since, ordering: 'pulp_created' })
}
