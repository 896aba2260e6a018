import type { Command } from 'commander'
import { Option } from 'commander'
import * as z from 'zod'
import { API_ROOT } from '#shared/wire'
import { count, list } from '../argument.ts'
import { background, common, type CommonOptions, type Context, reading, t, withClient } from '../context.ts'
import { formatBytes } from '../format.ts'
import { runToEnd } from '../run-to-end.ts'
import { repositoryOf } from './schedule.ts'

const Reclaimed = z.object({ artifacts: z.number(), bytes: z.number() })
const Purged = z.object({ tasks: z.number() })
const FINAL = ['completed', 'failed', 'canceled'] as const
const DAY = 24 * 60 * 60 * 1000
const MOST_DAYS = 36_500

interface SpaceOptions extends CommonOptions {
  background?: boolean
  olderThan: number
  state?: string[]
}

/** Commands that make room: files that can be fetched again, records of old tasks. */
export function addSpace(program: Command, context: Context): void {
  const mirrors = t('cli.reclaim.mirrors')
  background(common(program.command('reclaim').description(t('cli.reclaim')).argument('[mirror...]', mirrors))).action(
    (names: string[], options: SpaceOptions) => reclaim(context, names, options),
  )
}

/** `task purge`. */
export function addPurge(task: Command, context: Context): void {
  background(common(task.command('purge').description(t('cli.task.purge'))))
    .addOption(
      new Option('--older-than <days>', t('cli.task.purge.older_than')).argParser(count(0, MOST_DAYS)).default(30),
    )
    .addOption(new Option('--state <states>', t('cli.task.purge.state')).argParser(list))
    .action((options: SpaceOptions) => purge(context, options))
}

async function reclaim(context: Context, names: readonly string[], options: SpaceOptions): Promise<void> {
  const repo_hrefs =
    names.length === 0
      ? ['*']
      : await withClient(context, reading(options), (client) =>
          Promise.all(names.map((name) => repositoryOf(client, name))),
        )
  const done = await runToEnd(context, options, `${API_ROOT}repositories/reclaim_space/`, { repo_hrefs }, Reclaimed)
  if (done && !options.json) context.output.line(t('cli.reclaim.done', { ...done, bytes: formatBytes(done.bytes) }))
}

async function purge(context: Context, options: SpaceOptions): Promise<void> {
  const body = {
    finished_before: new Date(Date.now() - options.olderThan * DAY).toISOString(),
    states: options.state ?? FINAL,
  }
  const done = await runToEnd(context, options, `${API_ROOT}tasks/purge/`, body, Purged)
  if (done && !options.json) context.output.line(t('cli.task.purged', done))
}
