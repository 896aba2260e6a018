import type { Command } from 'commander'
import type { MirrorBody } from '#shared/api/mirror'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import { ask, get, type Page } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, t, withClient, writeJson } from '../context.ts'
import { completed, waitForTask } from '../wait.ts'
import { idOf } from './mirror.ts'

/** Adds `mirror delete <name>`: the repository, its remote and its distribution together. */
export function addMirrorDelete(mirror: Command, context: Context): void {
  const command = mirror.command('delete').description(t('cli.mirror.delete'))
  common(command.argument('<name>', t('cli.mirror.delete.name'))).action((name: string, options: CommonOptions) =>
    remove(context, name, options),
  )
}

async function remove(context: Context, name: string, options: CommonOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const path = `${OWN_API_ROOT}mirrors/`
    const { results } = await get<Page<MirrorBody>>(client, path, { name, limit: '1' })
    const found = results[0]
    if (!found) throw new StillwaterError('cli.no_such_mirror', { name })
    const { task } = await ask<{ task: string }>(client, {
      method: 'DELETE',
      path: `${path}${idOf(found.repository)}/`,
    })
    const ended = completed(await waitForTask(client, task, context.output))
    if (options.json) writeJson(context, ended)
    else context.output.line(t('cli.mirror.deleted', { name }))
  })
}
