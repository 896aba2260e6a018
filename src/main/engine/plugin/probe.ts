/** Looks at an address: few requests, short and bounded, through the same guards as every download. */
import { StillwaterError, ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { RemoteInstance } from '../db/masters.ts'
import type { Model } from '../db/model.ts'
import type { Downloader } from '../download/downloader.ts'
import { withDownloader } from '../download/with-downloader.ts'
import type { Engine } from '../engine.ts'
import { hasSecrets } from '../machine/clean-address.ts'
import type { Machine } from '../machine/machine.ts'
import type { PluginDeclaration } from './declaration.ts'
import type { ProbeContext, Proposal } from './discovery.ts'
import { withPreview } from './preview.ts'

const MAX_REQUESTS = 80
/** Bytes. */
const MAX_SIZE = 1024 * 1024
/** Milliseconds for everything. */
const PATIENCE = 30_000

/** Nobody waits through retries for a look. Timeouts in seconds. */
const HASTY = { max_retries: 0, sock_connect_timeout: 10, sock_read_timeout: 10, total_timeout: 20 }

type Outcome = { plugin: PluginDeclaration; proposals: readonly Proposal[]; error: unknown }

/**
 * Asks as a remote would that is there: with its credentials, proxy and certificates, where it is of the plugin's type.
 * @throws ValidationError on `url`; StillwaterError `download.*` when nobody answers
 */
export async function probeAddress(
  engine: Engine,
  address: string,
  machine: Machine,
  signal: AbortSignal,
  remote: RemoteInstance | null = null,
): Promise<[PluginDeclaration, readonly Proposal[]][]> {
  const url = checkedUrl(address)
  const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)])
  const probing = engine.registry.plugins.filter(({ discovery }) => discovery?.probe)
  const outcomes = await Promise.all(probing.map((plugin) => probeFor(engine, plugin, { url, machine, remote }, until)))
  signal.throwIfAborted()
  const found = outcomes.filter(({ proposals }) => proposals.length > 0)
  const failed = outcomes.find(({ error }) => error !== null)
  // One plugin's error says nothing when another one has found something.
  if (found.length === 0 && failed) throw failed.error
  return found.map(({ plugin, proposals }) => [plugin, proposals])
}

/** @throws ValidationError */
export function checkedUrl(address: string): URL {
  const refuse = (reason: string): ValidationError =>
    new ValidationError({ url: [formatMessage(`error.discovery.${reason}`)] })
  const text = address.trim()
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:', 'file:'].includes(url.protocol)) throw refuse('address_invalid')
  if (hasSecrets(text)) throw refuse('address_secrets')
  return url
}

interface Asked {
  url: URL
  machine: Machine
  remote: RemoteInstance | null
}

async function probeFor(
  engine: Engine,
  plugin: PluginDeclaration,
  { url, machine, remote: asked }: Asked,
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome: Outcome = { plugin, proposals: [], error: null }
  const model = plugin.mirror.remote as unknown as Model<RemoteInstance, object>
  const own = asked?.pulp_type === plugin.mirror.remote.type ? asked : {}
  try {
    outcome.proposals = await withPreview(
      engine,
      model,
      { ...own, ...HASTY, url: url.href },
      signal,
      (context, remote) =>
        withDownloader(context, remote, async (downloader) => {
          const probe = { url, machine, fetch: fetcher(downloader, url, signal) }
          return (await plugin.discovery?.probe?.(probe)) ?? []
        }),
    )
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    outcome.error = error
  }
  return outcome
}

function fetcher(downloader: Downloader, base: URL, signal: AbortSignal): ProbeContext['fetch'] {
  let requests = 0
  return async (path, { accept, maxSize = MAX_SIZE } = {}) => {
    requests += 1
    if (requests > MAX_REQUESTS) return null
    const url = new URL(path, base).href
    try {
      const headers = accept === undefined ? {} : { headers: { accept } }
      return (await downloader.fetchBytes({ url, maxSize, signal, ...headers })).body
    } catch (error) {
      if (isNothing(error)) return null
      throw error
    }
  }
}

/** Whether somebody answered that it is not there, or with something far larger than what was looked for. */
function isNothing(error: unknown): boolean {
  if (!(error instanceof StillwaterError)) return false
  if (['download.file_missing', 'download.too_large'].includes(error.code)) return true
  const status = Number(error.params.status)
  return error.code === 'download.http_status' && status >= 400 && status < 500 && status !== 407 && status !== 401
}
