import type { Command } from 'commander'
import type { ClientSetup, MirrorBody } from '#shared/api/mirror'
import { StillwaterError } from '#shared/error'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { type ApiClient, get, type Page } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'

export function addClient(program: Command, context: Context): void {
  const client = program.command('client').description(t('cli.client'))
  common(
    client.command('show').description(t('cli.client.show')).argument('<distribution>', t('cli.client.distribution')),
  ).action(async (distribution: string, options: CommonOptions) => show(context, distribution, options))
}

async function show(context: Context, nameOrHref: string, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const setup = await clientSetup(client, await distributionHref(client, nameOrHref))
    if (options.json) writeJson(context, setup)
    else if (setup) writeSnippets(context, setup)
  })
}

/** The href behind the name of a mirror or distribution. @throws StillwaterError `cli.no_such_object` */
async function distributionHref(client: ApiClient, nameOrHref: string): Promise<string> {
  if (nameOrHref.startsWith('/')) return nameOrHref
  const query = { name: nameOrHref, limit: '1' }
  const found = await get<Page<{ pulp_href: string }>>(client, `${API_ROOT}distributions/`, query)
  if (found.results[0]) return found.results[0].pulp_href
  const mirrors = await get<Page<MirrorBody>>(client, `${OWN_API_ROOT}mirrors/`)
  const mirror = mirrors.results.find(({ name }) => name === nameOrHref)
  if (mirror?.distribution) return mirror.distribution
  throw new StillwaterError('cli.no_such_object', { kind: 'distribution', name: nameOrHref })
}

/** Texts with which clients are set up to use the distribution; null without a distribution. */
export async function clientSetup(client: ApiClient, distribution: string | null): Promise<ClientSetup | null> {
  return distribution === null ? null : get<ClientSetup>(client, `${OWN_API_ROOT}client-setup/`, { distribution })
}

export function writeSnippets(context: Context, setup: ClientSetup): void {
  for (const { title, file, text } of setup.snippets) {
    context.output.line('')
    context.output.line(file === null ? `# ${title}` : `# ${title} (${file})`)
    context.output.line(text.trimEnd())
  }
}
