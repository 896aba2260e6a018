import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Command, Option } from 'commander'
import { OWN_API_ROOT } from '#shared/wire'
import { StillwaterError } from '#shared/error'
import { get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { UsageError } from '../problem.ts'

interface DiagnosticsOptions extends CommonOptions {
  force?: boolean
}

interface Diagnostics {
  files: { name: string; text: string }[]
}

export function addDiagnostics(program: Command, context: Context): void {
  common(program.command('diagnostics').description(t('cli.diagnostics')))
    .argument('<file>', t('cli.diagnostics.file'))
    .addOption(new Option('--force', t('cli.diagnostics.force')))
    .action((file: string, options: DiagnosticsOptions) => diagnostics(context, file, options))
}

async function diagnostics(context: Context, file: string, options: DiagnosticsOptions): Promise<void> {
  if (!/\.(tar\.gz|tgz)$/i.test(file)) throw new UsageError(t('cli.diagnostics.name', { file }))
  if (!options.force && existsSync(file)) throw new UsageError(t('cli.diagnostics.exists', { file }))
  await withClient(context, reading(options), async (client) => {
    const { files } = await get<Diagnostics>(client, `${OWN_API_ROOT}diagnostics/`)
    await writeBundle(file, files)
    if (options.json) writeJson(context, { file, files: files.map(({ name }) => name) })
    else context.output.line(t('cli.diagnostics.done', { file, count: files.length }))
  })
}

/** A .tar.gz, whole or not at all. @throws StillwaterError `cli.file_unwritable` */
async function writeBundle(file: string, files: Diagnostics['files']): Promise<void> {
  const { pack } = await import('tar-stream')
  const bundle = pack()
  for (const { name, text } of files) bundle.entry({ name: `stillwater-diagnostics/${name}` }, text)
  bundle.finalize()
  const draft = `${file}.new`
  try {
    await pipeline(bundle, createGzip(), createWriteStream(draft, { mode: 0o600 }))
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true })
    throw new StillwaterError('cli.file_unwritable', { path: file, reason: (cause as Error).message }, { cause })
  }
}
