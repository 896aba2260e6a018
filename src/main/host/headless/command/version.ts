import { type Command, InvalidArgumentError, Option } from 'commander'
import type { HistoryEntry, UnitCounts } from '#shared/api/history'
import { count, shellWord } from '../argument.ts'
import { type ApiClient, ask, bodyOf, get, getAll } from '../client/api-client.ts'
import {
  background,
  common,
  type CommonOptions,
  type Context,
  queueOnly,
  reading,
  t,
  withClient,
  writeJson,
} from '../context.ts'
import { formatCount, formatTime, table } from '../format.ts'
import { UsageError } from '../problem.ts'
import { completed, waitForTask } from '../wait.ts'
import { mirrorNamed, mirrorPath, versionOf } from './mirror-named.ts'

const MOST = 999_999_999
const NEWEST = 'newest'

interface VersionOptions extends CommonOptions {
  background?: boolean
  yes?: boolean
}

type Counted = Readonly<Record<string, { count: number }>>

/** What of a distribution says which version it shows. */
interface Distribution {
  repository: string | null
  repository_version: string | null
  publication?: string | null
  checkpoint?: boolean
}

/** Commands for single versions of mirrors: which there are, which one clients get, and one that is to go. */
export function addVersion(program: Command, context: Context): void {
  const version = program.command('version').description(t('cli.version'))
  const mirror = t('cli.schedule.mirror')
  common(version.command('list').description(t('cli.version.list')).argument('<mirror>', mirror)).action(
    (name: string, options: CommonOptions) => list(context, name, options),
  )
  common(version.command('serve').description(t('cli.version.serve')).argument('<mirror>', mirror))
    .argument('<number>', t('cli.version.number_or_newest'), numberOrNewest)
    .action((name: string, number: number | null, options: CommonOptions) => serve(context, name, number, options))
  background(common(version.command('delete').description(t('cli.version.delete')).argument('<mirror>', mirror)))
    .argument('<number>', t('cli.version.number'), count(0, MOST))
    .addOption(new Option('--yes', t('cli.version.yes')))
    .action((name: string, number: number, options: VersionOptions) => remove(context, name, number, options))
}

function numberOrNewest(text: string): number | null {
  if (text === NEWEST) return null
  if (/^\d+$/.test(text)) return count(0, MOST)(text)
  throw new InvalidArgumentError(t('cli.version.not_a_number'))
}

const totalOf = (counts: UnitCounts): string =>
  formatCount(Object.values(counts).reduce((sum, units) => sum + units, 0))

async function list(context: Context, name: string, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const mirror = await mirrorNamed(client, name)
    const entries = await getAll<HistoryEntry>(client, `${mirrorPath(mirror)}history/`)
    if (options.json) return writeJson(context, entries)
    const rows = entries.map((entry) => [
      String(entry.number),
      formatTime(entry.pulp_created),
      totalOf(entry.present),
      totalOf(entry.added),
      totalOf(entry.removed),
      entry.served_by.map((one) => one.name).join(', '),
    ])
    for (const line of table(['version', 'created', 'items', 'added', 'removed', 'served'], rows))
      context.output.line(line)
  })
}

/** Points the mirror's address at one version, which later syncs leave as it is, or at the newest again. */
async function serve(context: Context, name: string, number: number | null, options: CommonOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const mirror = await mirrorNamed(client, name)
    const href = mirror.distribution ?? ''
    const version = number === null ? null : await versionOf(client, mirror, number)
    const before = await get<Distribution>(client, href)
    const body: Distribution = { repository: version === null ? mirror.repository : null, repository_version: version }
    // Fields that not every type has are touched only where they say something.
    if (before.publication) body.publication = null
    if (before.checkpoint) body.checkpoint = false
    const answer = await client.request({ method: 'PATCH', path: href, body })
    const { task } = bodyOf<{ task?: string }>(answer)
    if (task !== undefined) completed(await waitForTask(client, task, context.output))
    if (options.json) return writeJson(context, await get(client, href))
    const values = { name: mirror.name, quoted: shellWord(mirror.name), number: number ?? 0 }
    context.output.line(t(number === null ? 'cli.version.newest' : 'cli.version.served', values))
  })
}

/** What is said instead of deleting, since nothing brings a version back. */
async function whatIsLost(client: ApiClient, path: string, name: string, number: number): Promise<string> {
  const { content_summary: units } = await get<{ content_summary: { present: Counted } }>(client, path)
  const items = Object.values(units.present).reduce((sum, { count: one }) => sum + one, 0)
  return t('cli.version.lost', { name, quoted: shellWord(name), number: String(number), items })
}

async function remove(context: Context, name: string, number: number, options: VersionOptions): Promise<void> {
  await withClient(context, queueOnly(options), async (client) => {
    const path = await versionOf(client, await mirrorNamed(client, name), number)
    if (!options.yes) throw new UsageError(await whatIsLost(client, path, name, number))
    const { task } = await ask<{ task: string }>(client, { method: 'DELETE', path })
    if (options.background) return context.output.line(t('cli.task.queued', { href: task }))
    completed(await waitForTask(client, task, context.output))
    if (!options.json) context.output.line(t('cli.version.deleted', { name, number: String(number) }))
  })
}
