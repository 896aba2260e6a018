import { type Command, Option } from 'commander'
import type { MirrorBody } from '#shared/api/mirror'
import { isFinal, TASK_STATES, type TaskBody } from '#shared/api/task'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { count } from '../argument.ts'
import { ask, get, getAll, type Page } from '../client/api-client.ts'
import { background, common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { formatSeconds, formatTime, table } from '../format.ts'
import { idOf } from './mirror-named.ts'
import { addPurge } from './space.ts'
import { waitForTask } from '../wait.ts'

interface ListOptions extends CommonOptions {
  state?: string
  limit: number
}

interface CancelOptions extends CommonOptions {
  background?: boolean
}

export function addTask(program: Command, context: Context): void {
  const task = program.command('task').description(t('cli.task'))
  common(task.command('list').description(t('cli.task.list')))
    .addOption(new Option('--state <state>', t('cli.task.list.state')).choices(TASK_STATES))
    .addOption(new Option('--limit <n>', t('cli.option.limit')).argParser(count(1, 1000)).default(25))
    .action((options: ListOptions) => list(context, options))
  common(task.command('show').description(t('cli.task.show')).argument('<task>', t('cli.task.task'))).action(
    (name: string, options: CommonOptions) => show(context, name, options),
  )
  addPurge(task, context)
  const cancelCommand = task.command('cancel').description(t('cli.task.cancel')).argument('<task>', t('cli.task.task'))
  for (const act of ['pause', 'resume'] as const) {
    common(
      task
        .command(act)
        .description(t(`cli.task.${act}`))
        .argument('<task>', t('cli.task.task')),
    ).action((name: string, options: CommonOptions) => hold(context, name, act, options))
  }
  background(common(cancelCommand)).action((name: string, options: CancelOptions) => cancel(context, name, options))
}

/** Pauses a task, or lets it go on. */
async function hold(context: Context, name: string, act: 'pause' | 'resume', options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const path = `${OWN_API_ROOT}tasks/${idOf(hrefOf(name))}/${act}/`
    writeTask(context, await ask<TaskBody>(client, { method: 'POST', path }), options)
  })
}

const hrefOf = (name: string): string => (name.startsWith('/') ? name : `${API_ROOT}tasks/${name}/`)

async function list(context: Context, options: ListOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const query: Record<string, string> = { ordering: '-pulp_created', limit: String(options.limit) }
    if (options.state) query['state'] = options.state
    const { results } = await get<Page<TaskBody>>(client, `${API_ROOT}tasks/`, query)
    if (options.json) return writeJson(context, results)
    const mirrors = await getAll<MirrorBody>(client, `${OWN_API_ROOT}mirrors/`)
    const names = new Map(mirrors.map(({ repository, name }) => [idOf(repository), name]))
    const rows = results.map((one) => [
      idOf(one.pulp_href),
      one.paused_at ? 'paused' : one.state,
      one.name,
      mirrorOf(one, names),
      one.started_at === null ? '' : formatTime(one.started_at),
      durationOf(one),
    ])
    for (const line of table(['task', 'state', 'name', 'mirror', 'started', 'took'], rows)) context.output.line(line)
  })
}

/** Names of the mirrors that the task works on. */
function mirrorOf(task: TaskBody, names: ReadonlyMap<string, string>): string {
  return task.reserved_resources_record.flatMap((prn) => names.get(prn.slice(-36)) ?? []).join(', ')
}

function durationOf({ started_at, finished_at }: TaskBody): string {
  if (started_at === null) return ''
  return formatSeconds((finished_at === null ? Date.now() : Date.parse(finished_at)) - Date.parse(started_at))
}

async function show(context: Context, name: string, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    writeTask(context, await get<TaskBody>(client, hrefOf(name)), options)
  })
}

async function cancel(context: Context, name: string, options: CancelOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const path = hrefOf(name)
    const task = await ask<TaskBody>(client, { method: 'PATCH', path, body: { state: 'canceled' } })
    const ended = options.background || isFinal(task.state) ? task : await waitForTask(client, path, context.output)
    writeTask(context, ended, options)
  })
}

function writeTask(context: Context, task: TaskBody, options: CommonOptions): void {
  if (options.json) return writeJson(context, task)
  const { output } = context
  output.line(`${task.name}: ${t(`cli.task.${task.paused_at ? 'paused' : task.state}`)}`)
  for (const report of task.progress_reports)
    output.line(`  ${report.message}: ${report.done}${report.total === null ? '' : ` / ${report.total}`}`)
  if (task.error) output.line([task.error.description, task.error.advice].filter(Boolean).join(' '))
  for (const href of task.created_resources) output.line(`  ${href}`)
}
