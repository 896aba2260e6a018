import type { Command } from 'commander'
import { OWN_API_ROOT } from '#shared/wire'
import { ask } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'

interface Downloads {
  paused: boolean
  max_bytes_per_second: number
}

const DOWNLOADS = `${OWN_API_ROOT}downloads/`

export function addDownload(program: Command, context: Context): void {
  const download = program.command('download').description(t('cli.download'))
  const add = (name: string, method: 'GET' | 'POST', path: string): void => {
    common(download.command(name).description(t(`cli.download.${name}`))).action((options: CommonOptions) =>
      run(context, options, method, path),
    )
  }
  add('show', 'GET', DOWNLOADS)
  add('pause', 'POST', `${DOWNLOADS}pause/`)
  add('resume', 'POST', `${DOWNLOADS}resume/`)
}

async function run(context: Context, options: CommonOptions, method: 'GET' | 'POST', path: string): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const downloads = await ask<Downloads>(client, { method, path })
    if (options.json) return writeJson(context, downloads)
    context.output.line(t(downloads.paused ? 'cli.download.paused' : 'cli.download.flowing'))
    const { max_bytes_per_second: limit } = downloads
    if (limit > 0) context.output.line(t('cli.download.limit', { limit }))
  })
}
