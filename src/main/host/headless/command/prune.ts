import { type Command, Option } from 'commander'
import * as z from 'zod'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { count } from '../argument.ts'
import { type ApiClient, ask, get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, t, withClient, writeJson } from '../context.ts'
import { UsageError } from '../problem.ts'
import { hrefOf } from '../resource/reference.ts'
import { completed, waitForTask } from '../wait.ts'

const Pruned = z.object({
  pruned: z.number(),
  kept: z.number(),
  units: z.array(z.string()),
  dry_run: z.boolean(),
})
const MOST = 1_000_000

interface PruneOptions extends CommonOptions {
  all?: boolean
  keepDays?: number
  keepLatest?: number
  dryRun?: boolean
}

interface Group {
  tasks: { pulp_href: string }[]
}

export function addPrune(program: Command, context: Context): void {
  common(program.command('prune').description(t('cli.prune')))
    .argument('[repositories...]', t('cli.prune.names'))
    .addOption(new Option('--all', t('cli.prune.all')))
    .addOption(new Option('--keep-days <days>', t('cli.prune.keep_days')).argParser(count(0, MOST)))
    .addOption(new Option('--keep-latest <n>', t('cli.prune.keep_latest')).argParser(count(0, MOST)))
    .addOption(new Option('--dry-run', t('cli.prune.dry_run')))
    .action((names: string[], options: PruneOptions) => prune(context, names, options))
}

async function prune(context: Context, names: string[], options: PruneOptions): Promise<void> {
  if ((names.length === 0) !== (options.all === true)) throw new UsageError(t('cli.prune.which'))
  await withClient(context, options, async (client) => {
    const hrefs = await hrefsOf(client, names)
    const body = {
      repo_hrefs: options.all ? ['*'] : hrefs,
      dry_run: options.dryRun ?? false,
      ...(options.keepDays === undefined ? {} : { keep_days: options.keepDays }),
      ...(options.keepLatest === undefined ? {} : { keep_latest: options.keepLatest }),
    }
    const request = { method: 'POST' as const, path: `${OWN_API_ROOT}prune/`, body }
    const { task_group } = await ask<{ task_group: string }>(client, request)
    const group = await get<Group>(client, task_group)
    const results = []
    for (const { pulp_href } of group.tasks) {
      const task = completed(await waitForTask(client, pulp_href, context.output))
      const name = await nameOf(client, task.reserved_resources_record[0] ?? '')
      const { units, pruned, kept, dry_run } = Pruned.parse(task.result)
      results.push({ name, pruned, kept, units, dry_run })
      if (!options.json) context.output.line(t('cli.prune.done', { name, pruned, kept, dry_run: String(dry_run) }))
    }
    if (options.json) writeJson(context, results)
  })
}

async function hrefsOf(client: ApiClient, names: readonly string[]): Promise<string[]> {
  const hrefs = []
  for (const name of names) hrefs.push(await hrefOf(client, `${API_ROOT}repositories/`, name))
  return hrefs
}

/** Name of the repository that a task has reserved. */
async function nameOf(client: ApiClient, resource: string): Promise<string> {
  const prn = resource.replace(/^shared:/, '')
  const page = await get<{ results: { name: string }[] }>(client, `${API_ROOT}repositories/`, { prn, limit: '1' })
  return page.results[0]?.name ?? prn
}
