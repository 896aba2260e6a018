import type { Command } from 'commander'
import * as z from 'zod'
import { OWN_API_ROOT } from '#shared/wire'
import { ask } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { completed, waitForTask } from '../wait.ts'

const Rotation = z.object({ secrets: z.number() })

export function addSecrets(program: Command, context: Context): void {
  const secrets = program.command('secrets').description(t('cli.secrets'))
  common(secrets.command('rotate').description(t('cli.secrets.rotate'))).action((options: CommonOptions) =>
    rotate(context, options),
  )
}

async function rotate(context: Context, options: CommonOptions): Promise<void> {
  // The task runs in the engine's own thread, so no worker is needed.
  const result = await withClient(context, reading(options), async (client) => {
    const { task } = await ask<{ task: string }>(client, { method: 'POST', path: `${OWN_API_ROOT}secrets/rotate/` })
    return Rotation.parse(completed(await waitForTask(client, task, context.output)).result)
  })
  if (options.json) writeJson(context, result)
  else context.output.line(t('cli.secrets.rotated', result))
}
