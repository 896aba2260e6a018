/** Where a file that is not here can be had, and what became of trying. */
import { DIGEST_NAMES, type DigestName, type Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { alternatesOf } from '#engine/alternate-source/alternate-files'
import type { Catalogue } from '#engine/db/catalogue'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { RemotePolicy } from '#engine/db/table/master'
import type { Engine } from '#engine/engine'

/** A row of core_remoteartifact, or a file of an alternate content source, which has no id. */
export interface Source {
  readonly id: string
  readonly remoteId: string
  readonly url: string
  readonly size: number | null
  readonly digests: Digests
  /** Milliseconds, or null. */
  readonly failedAt: number | null
  /** The remote's. */
  readonly policy: RemotePolicy
}

type RawSource = {
  pulp_id: Buffer
  remote_id: Buffer
  url: string
  size: number | null
  failed_at: number | null
  policy: RemotePolicy
} & Record<DigestName, Buffer | null>

/** Every known source of a file: alternate content sources first, and those that never failed before the others. */
export function sourcesOf(engine: Engine, contentArtifactId: string): Source[] {
  const known = remoteSourcesOf(engine.catalogue, contentArtifactId)
  const alternates = known.flatMap((source) =>
    alternatesOf(engine, source.digests).map(({ remoteId, url }) => {
      const own = known.find((one) => one.remoteId === remoteId && one.url === url)
      // A file that is only to pass through stays so, wherever it comes from.
      return { ...source, id: own?.id ?? '', failedAt: own?.failedAt ?? null, remoteId, url }
    }),
  )
  const first = new Map(alternates.map((one) => [one.url, one]))
  return [...first.values(), ...known.filter(({ url }) => !first.has(url))]
}

function remoteSourcesOf(catalogue: Catalogue, contentArtifactId: string): Source[] {
  const sql = `SELECT ra.*, r.policy FROM core_remoteartifact ra JOIN core_remote r ON r.pulp_id = ra.remote_id
    WHERE ra.content_artifact_id = ? ORDER BY ra.failed_at IS NOT NULL,
      EXISTS (SELECT 1 FROM core_alternatecontentsource s WHERE s.remote_id = ra.remote_id), ra.failed_at, ra.pulp_id`
  const rows = catalogue.prepare(sql).all(uuidToBlob(contentArtifactId)) as RawSource[]
  return rows.map((raw) => ({
    id: blobToUuid(raw.pulp_id),
    remoteId: blobToUuid(raw.remote_id),
    url: raw.url,
    size: raw.size,
    digests: digestsOfRow(raw),
    failedAt: raw.failed_at,
    policy: raw.policy,
  }))
}

function digestsOfRow(raw: RawSource): Digests {
  const digests: Digests = {}
  for (const name of DIGEST_NAMES) if (raw[name]) digests[name] = Buffer.from(raw[name]).toString('hex')
  return digests
}

/** Why a source gave nothing: it has something else, it no longer has it, it cannot be asked now, or the fault is ours. */
export type FailureKind = 'bad' | 'gone' | 'unreachable' | 'local'

const BAD = new Set([
  'download.digest_mismatch',
  'download.size_mismatch',
  'download.too_large',
  'artifact.digest_mismatch',
  'artifact.size_mismatch',
])

export function failureKindOf(error: unknown): FailureKind {
  if (!(error instanceof StillwaterError)) return 'local'
  if (BAD.has(error.code)) return 'bad'
  if (error.code === 'download.file_missing') return 'gone'
  if (error.code === 'download.http_status') {
    return error.params.status === 404 || error.params.status === 410 ? 'gone' : 'unreachable'
  }
  return error.code.startsWith('download.') ? 'unreachable' : 'local'
}

/** No source gave the file. Says what the client is told: package clients take 404 for "there is none", and try 503 again. */
export class UnavailableError extends Error {
  readonly status: 404 | 502 | 503
  /** Seconds after which trying again may help, or null. */
  readonly retryAfter: number | null

  constructor(kinds: readonly FailureKind[]) {
    const [status, words, retryAfter] = verdictOn(kinds)
    super(words)
    this.status = status
    this.retryAfter = retryAfter
  }
}

function verdictOn(kinds: readonly FailureKind[]): [404 | 502 | 503, string, number | null] {
  if (kinds.includes('local')) return [503, 'The file cannot be fetched; the log of the server says why', 30]
  if (kinds.includes('bad')) return [502, 'The upstream sends a damaged file', null]
  if (kinds.includes('unreachable')) return [503, 'The upstream cannot be reached', 10]
  return [404, 'Not found: no upstream has this file', null]
}
