import type { Command } from 'commander'
import type { TrashBody } from '#shared/api/storage'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import { shellWord } from '../argument.ts'
import { ask, get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, t, withClient, writeJson } from '../context.ts'
import { completed, waitForTask } from '../wait.ts'
import { mirrorNamed, mirrorPath } from './mirror-named.ts'

interface DeleteOptions extends CommonOptions {
  permanent?: boolean
}

/**
 * Adds `mirror delete <name>`: the repository, its remote and its distribution together, to the trash unless told otherwise; and
 * `mirror restore <name>`, which brings them back.
 */
export function addMirrorDelete(mirror: Command, context: Context): void {
  const name = t('cli.mirror.delete.name')
  common(mirror.command('delete').description(t('cli.mirror.delete')).argument('<name>', name))
    .option('--permanent', t('cli.mirror.delete.permanent'))
    .action((given: string, options: DeleteOptions) => remove(context, given, options))
  common(mirror.command('restore').description(t('cli.mirror.restore')).argument('<name>', name)).action(
    (given: string, options: CommonOptions) => restore(context, given, options),
  )
}

/** The newest mirror of that name in the trash. */
async function restore(context: Context, name: string, options: CommonOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const entries = await get<TrashBody[]>(client, `${OWN_API_ROOT}trash/`)
    const found = entries.find((entry) => entry.kind === 'mirror' && entry.name === name)
    if (!found) throw new StillwaterError('cli.not_in_trash', { name })
    const { task } = await ask<{ task: string }>(client, { method: 'POST', path: `${found.pulp_href}restore/` })
    const ended = completed(await waitForTask(client, task, context.output))
    if (options.json) writeJson(context, ended)
    else context.output.line(t('cli.mirror.restored', { name }))
  })
}

async function remove(context: Context, name: string, options: DeleteOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const { task } = await ask<{ task: string }>(client, {
      method: 'DELETE',
      path: mirrorPath(await mirrorNamed(client, name)),
      ...(options.permanent ? { query: { permanent: 'true' } } : {}),
    })
    const ended = completed(await waitForTask(client, task, context.output))
    if (options.json) writeJson(context, ended)
    else
      context.output.line(
        t(options.permanent ? 'cli.mirror.deleted' : 'cli.mirror.trashed', { name, quoted: shellWord(name) }),
      )
  })
}
