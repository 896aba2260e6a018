import type { Command } from 'commander'
import type { AboutBody, MirrorBody } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { get, getAll } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { formatBytes, formatCount, table } from '../format.ts'

export function addStatus(program: Command, context: Context): void {
  common(program.command('status').description(t('cli.status'))).action((options: CommonOptions) =>
    status(context, options),
  )
}

async function status(context: Context, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const about = await get<AboutBody>(client, `${OWN_API_ROOT}about/`)
    const mirrors = await getAll<MirrorBody>(client, `${OWN_API_ROOT}mirrors/`)
    if (options.json) return writeJson(context, { ...about, running: client.remote, mirrors })
    const { output } = context
    output.line(t('cli.status.version', { version: about.version, data_dir: about.data_dir }))
    output.line(client.remote ? t('cli.status.served', { url: about.content_url }) : t('cli.status.not_served'))
    if (mirrors.length === 0) return output.line(t('cli.status.no_mirrors'))
    for (const line of table(['mirror', 'type', 'health', 'version', 'items', 'size'], mirrors.map(rowOf)))
      output.line(line)
  })
}

function rowOf(mirror: MirrorBody): string[] {
  const { number, content_count } = mirror.latest_version ?? { number: 0, content_count: 0 }
  const size = formatBytes(mirror.size.stored)
  // Held at an older one, clients get that.
  const version =
    mirror.held === null ? String(number) : t('cli.status.held', { held: String(mirror.held), number: String(number) })
  return [mirror.name, mirror.plugin, mirror.health, version, formatCount(content_count), size]
}
