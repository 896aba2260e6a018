import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { StillwaterError } from '#shared/error'
import { dataFolderAt } from '#engine/data-folder'
import type { ContentTls } from '#thread/message'
import { dataDirOf } from '../data-dir.ts'
import { DEFAULT_API_PORT, DEFAULT_CONTENT_PORT, LOOPBACK } from '../defaults.ts'
import { common, type CommonOptions, type Context, t } from '../context.ts'
import { count } from '../argument.ts'
import { UsageError } from '../problem.ts'

interface ServeOptions extends CommonOptions {
  apiPort: number
  contentPort: number
  host: string
  contentHost?: string
  tls?: boolean
  tlsCert?: string
  tlsKey?: string
  workers?: number
}

export function addServe(program: Command, context: Context): void {
  common(program.command('serve').description(t('cli.serve')))
    .addOption(port('--api-port <port>', t('cli.serve.api_port'), DEFAULT_API_PORT))
    .addOption(port('--content-port <port>', t('cli.serve.content_port'), DEFAULT_CONTENT_PORT))
    .addOption(new Option('--host <address>', t('cli.serve.host')).default(LOOPBACK))
    .addOption(new Option('--content-host <address>', t('cli.serve.content_host')))
    .addOption(new Option('--tls', t('cli.serve.tls')))
    .addOption(new Option('--tls-cert <file>', t('cli.serve.tls_cert')))
    .addOption(new Option('--tls-key <file>', t('cli.serve.tls_key')))
    .addOption(new Option('--workers <n>', t('cli.option.workers')).argParser(count(1, 32)))
    .action((options: ServeOptions) => serve(context, options))
}

function port(flags: string, description: string, preset: number): Option {
  return new Option(flags, description).argParser(count(0, 65_535)).default(preset)
}

/** Runs the host until a signal ends it, which is its usual end. */
async function serve(context: Context, options: ServeOptions): Promise<void> {
  const { Supervisor } = await import('#thread/supervisor')
  const dataDir = dataDirOf(options.dataDir, context.environment)
  const contentTls = tlsOf(options)
  const fatal = Promise.withResolvers<never>()
  fatal.promise.catch(() => undefined)
  const supervisor = await Supervisor.start({
    dataDir,
    apiListen: { host: options.host, port: options.apiPort },
    contentListen: { host: options.contentHost ?? options.host, port: options.contentPort },
    contentTls,
    uiDir: context.uiDir,
    adminPassword: context.environment['STILLWATER_ADMIN_PASSWORD'] || undefined,
    workers: options.workers,
    onFatal: (reason) => fatal.reject(new StillwaterError('cli.host_died', { reason })),
  })
  try {
    announce(context, options, dataDir, supervisor.urls)
    await Promise.race([signalled(context.interrupted), fatal.promise])
  } finally {
    await supervisor.stop()
  }
}

/** @throws UsageError when only one of certificate and key is given */
function tlsOf({ tls, tlsCert, tlsKey }: ServeOptions): ContentTls | null {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new UsageError(t('cli.serve.tls_pair'))
  if (tlsCert !== undefined && tlsKey !== undefined) return { cert: resolve(tlsCert), key: resolve(tlsKey) }
  return tls === true ? 'generated' : null
}

type Urls = { readonly [K in 'api' | 'content' | 'ui']: string | null }

function announce(context: Context, options: ServeOptions, dataDir: string, urls: Urls): void {
  const { api, content, ui } = urls
  if (options.json) {
    context.output.line(JSON.stringify({ api, content, ui, data_dir: dataDir, pid: process.pid }))
    return
  }
  const passwordFile = dataFolderAt(dataDir).adminPassword
  const lines = [
    ['cli.serve.ui', ui],
    ['cli.serve.api', api],
    ['cli.serve.content', content],
    ['cli.serve.data', dataDir],
    ['cli.serve.password', context.environment['STILLWATER_ADMIN_PASSWORD'] ? null : passwordFile],
  ] as const
  for (const [id, value] of lines) if (value !== null) context.output.line(t(id, { value }))
  context.output.line(t('cli.serve.ready'))
}

function signalled(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
