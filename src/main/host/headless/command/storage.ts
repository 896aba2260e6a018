import type { Command } from 'commander'
import type { StorageBody } from '#shared/api/storage'
import { OWN_API_ROOT } from '#shared/wire'
import { ask, get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, t, withClient, writeJson } from '../context.ts'
import { formatBytes, formatCount, table } from '../format.ts'
import { completed, waitForTask } from '../wait.ts'

const STORAGE = `${OWN_API_ROOT}storage/`

/** Adds `storage`: what takes space just now, measured before it is shown. */
export function addStorage(program: Command, context: Context): void {
  common(program.command('storage').description(t('cli.storage'))).action((options: CommonOptions) =>
    storage(context, options),
  )
}

async function storage(context: Context, options: CommonOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const { task } = await ask<{ task: string }>(client, { method: 'POST', path: `${STORAGE}measure/` })
    completed(await waitForTask(client, task, context.output))
    const body = await get<StorageBody>(client, STORAGE)
    if (options.json) writeJson(context, body)
    else for (const line of linesOf(body)) context.output.line(line)
  })
}

function linesOf({ stored, files, shared, unused, mirrors, catalogue, folders, disk }: StorageBody): string[] {
  const rest = Object.values(folders).reduce((sum, bytes) => sum + bytes, 0)
  const rows = mirrors
    .toSorted((one, other) => other.stored - one.stored)
    .map((one) => [one.name, formatBytes(one.stored), formatBytes(one.own), formatCount(one.files)])
  return [
    t('cli.storage.stored', {
      stored: formatBytes(stored),
      files,
      shared: formatBytes(shared),
      unused: formatBytes(unused),
    }),
    t('cli.storage.rest', { catalogue: formatBytes(catalogue), rest: formatBytes(rest) }),
    t('cli.storage.disk', { free: formatBytes(disk.free), size: formatBytes(disk.size) }),
    ...table(['mirror', 'uses', 'alone', 'files'], rows),
  ]
}
