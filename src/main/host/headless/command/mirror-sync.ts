import { type Command, Option } from 'commander'
import type { MirrorBody } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { type ApiClient, ask, get, getAll } from '../client/api-client.ts'
import {
  background,
  common,
  type CommonOptions,
  type Context,
  queueOnly,
  t,
  withClient,
  writeJson,
} from '../context.ts'
import { EXIT, lineOf, UsageError } from '../problem.ts'
import { completed, waitForTask } from '../wait.ts'
import { mirrorNamed, mirrorPath } from './mirror-named.ts'
import { lineValues, summarize, traffic } from './mirror-summary.ts'

interface SyncOptions extends CommonOptions {
  all?: boolean
  background?: boolean
}

/** Adds `mirror sync <name...>`: what is there already is brought up to date without saying again what it is. */
export function addMirrorSync(mirror: Command, context: Context): void {
  background(common(mirror.command('sync').description(t('cli.mirror.sync'))))
    .argument('[name...]', t('cli.mirror.sync.names'))
    .addOption(new Option('--all', t('cli.mirror.sync.all')))
    .action((names: string[], options: SyncOptions) => syncMirrors(context, names, options))
}

async function syncMirrors(context: Context, names: readonly string[], options: SyncOptions): Promise<void> {
  if ((names.length === 0) !== (options.all ?? false)) throw new UsageError(t('cli.mirror.sync.which'))
  await withClient(context, queueOnly(options), async (client) => {
    const mirrors = options.all
      ? await syncable(client)
      : await Promise.all(names.map((one) => mirrorNamed(client, one)))
    const results: object[] = []
    for (const mirror of mirrors) {
      const result = await syncOne(context, client, mirror, options).catch((error: unknown) => {
        // One upstream that is down keeps nobody from the others.
        if (mirrors.length === 1) throw error
        context.output.note(`stillwater: ${mirror.name}: ${lineOf(error)}`)
        process.exitCode = EXIT.failed
        return { name: mirror.name, error: lineOf(error) }
      })
      results.push(result)
    }
    if (options.json) writeJson(context, results)
  })
}

async function syncable(client: ApiClient): Promise<MirrorBody[]> {
  const mirrors = await getAll<MirrorBody>(client, `${OWN_API_ROOT}mirrors/`)
  return mirrors.filter(({ remote }) => remote !== null)
}

async function syncOne(context: Context, client: ApiClient, mirror: MirrorBody, options: SyncOptions): Promise<object> {
  const before = await traffic(client)
  const started = Date.now()
  const { task } = await ask<{ task: string }>(client, { method: 'POST', path: `${mirrorPath(mirror)}sync/` })
  if (options.background) {
    if (!options.json) context.output.line(t('cli.task.queued', { href: task }))
    return { name: mirror.name, task }
  }
  const ended = completed(await waitForTask(client, task, context.output))
  const now = await get<MirrorBody>(client, mirrorPath(mirror))
  const summary = summarize(now, ended, Date.now() - started, before, await traffic(client))
  if (!options.json) {
    context.output.line(t('cli.mirror.done', lineValues(summary)))
    context.output.line(
      t(summary.new_version === null ? 'cli.mirror.unchanged' : 'cli.mirror.version', lineValues(summary)),
    )
  }
  return { ...summary, task: ended.pulp_href }
}
