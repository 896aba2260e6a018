import { type Command, Option } from 'commander'
import type { MirrorBody } from '#shared/api/mirror'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { OWN_API_ROOT } from '#shared/wire'
import { count } from '../argument.ts'
import { type ApiClient, ask, getAll } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { table } from '../format.ts'
import { UsageError } from '../problem.ts'
import { idOf, mirrorNamed } from './mirror-named.ts'

const SCHEDULES = `${OWN_API_ROOT}schedules/`
const YEAR = 366 * 24 * 60 * 60

interface Schedule {
  pulp_href: string
  repository: string
  cron: string | null
  interval: number | null
  enabled: boolean
  next_run: string | null
  last_task: string | null
  error: { description: string } | null
}

interface AddOptions extends CommonOptions {
  cron?: string
  every?: number
  disabled?: boolean
}

/** `schedule list|add|enable|disable|remove`: when mirrors are synced by themselves. */
export function addSchedule(program: Command, context: Context): void {
  const schedule = program.command('schedule').description(t('cli.schedule'))
  common(schedule.command('list').description(t('cli.schedule.list'))).action((options: CommonOptions) =>
    list(context, options),
  )
  common(schedule.command('add').description(t('cli.schedule.add')).argument('<mirror>', t('cli.schedule.mirror')))
    .addOption(new Option('--cron <pattern>', t('cli.schedule.cron')).conflicts('every'))
    .addOption(new Option('--every <seconds>', t('cli.schedule.every')).argParser(count(60, YEAR)))
    .addOption(new Option('--disabled', t('cli.schedule.disabled')))
    .action((name: string, options: AddOptions) => add(context, name, options))
  for (const [word, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    common(
      schedule
        .command(word)
        .description(t(`cli.schedule.${word}`))
        .argument('<schedule>', t('cli.schedule.id')),
    ).action((name: string, options: CommonOptions) => change(context, name, { enabled }, options))
  common(
    schedule.command('remove').description(t('cli.schedule.remove')).argument('<schedule>', t('cli.schedule.id')),
  ).action((name: string, options: CommonOptions) => remove(context, name, options))
}

/** A schedule by its id or href, or by the mirror that has only this one. @throws StillwaterError `cli.no_such_schedule` */
async function hrefOf(client: ApiClient, name: string): Promise<string> {
  if (name.startsWith('/')) return name
  if (isUuid(name)) return `${SCHEDULES}${name}/`
  const repository = await repositoryOf(client, name)
  const own = (await getAll<Schedule>(client, SCHEDULES)).filter((one) => one.repository === repository)
  if (own[0] === undefined || own.length > 1)
    throw new StillwaterError('cli.no_such_schedule', { name, count: own.length })
  return own[0].pulp_href
}

/** @throws StillwaterError `cli.no_such_mirror` */
export async function repositoryOf(client: ApiClient, name: string): Promise<string> {
  return name.startsWith('/') ? name : (await mirrorNamed(client, name)).repository
}

const rhythmOf = ({ cron, interval }: Schedule): string => cron ?? t('cli.schedule.seconds', { seconds: interval ?? 0 })

async function list(context: Context, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const schedules = await getAll<Schedule>(client, SCHEDULES)
    if (options.json) return writeJson(context, schedules)
    const mirrors = await getAll<MirrorBody>(client, `${OWN_API_ROOT}mirrors/`)
    const names = new Map(mirrors.map(({ repository, name }) => [repository, name]))
    const rows = schedules.map((one) => [
      idOf(one.pulp_href),
      names.get(one.repository) ?? one.repository,
      rhythmOf(one),
      one.enabled ? (one.next_run ?? '') : t('cli.schedule.off'),
      one.error?.description ?? '',
    ])
    for (const line of table(['schedule', 'mirror', 'rhythm', 'next', 'problem'], rows)) context.output.line(line)
  })
}

async function add(context: Context, name: string, options: AddOptions): Promise<void> {
  if ((options.cron === undefined) === (options.every === undefined)) throw new UsageError(t('cli.schedule.rhythm'))
  await withClient(context, reading(options), async (client) => {
    const body = {
      repository: await repositoryOf(client, name),
      ...(options.cron === undefined ? {} : { cron: options.cron }),
      ...(options.every === undefined ? {} : { interval: options.every }),
      enabled: !options.disabled,
    }
    tell(context, await ask<Schedule>(client, { method: 'POST', path: SCHEDULES, body }), options)
  })
}

async function change(context: Context, name: string, body: object, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    tell(context, await ask<Schedule>(client, { method: 'PATCH', path: await hrefOf(client, name), body }), options)
  })
}

function tell(context: Context, schedule: Schedule, options: CommonOptions): void {
  if (options.json) return writeJson(context, schedule)
  const values = { id: idOf(schedule.pulp_href), rhythm: rhythmOf(schedule), next: schedule.next_run ?? '' }
  context.output.line(t(schedule.enabled ? 'cli.schedule.set' : 'cli.schedule.set_off', values))
}

async function remove(context: Context, name: string, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    await ask(client, { method: 'DELETE', path: await hrefOf(client, name) })
    if (!options.json) context.output.line(t('cli.schedule.removed'))
  })
}
