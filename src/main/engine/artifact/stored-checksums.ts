/**
 * Stored files and the setting ALLOWED_CONTENT_CHECKSUMS: each artifact has every allowed digest and no other. The setting may change; then the
 * digests have to follow. Source: pulpcore's handle-artifact-checksums and the check at its start.
 */
import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import { DIGEST_NAMES, type DigestName } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { type Artifact, artifactFromRaw } from './artifact.ts'
import { systemCode } from './storage-error.ts'
import { hashFile } from './verify-file.ts'

const FACT = 'stored_checksums'
const BATCH = 200
/** Digests named at most; the counts are always whole. */
const LISTED = 100

/** Reserved by the task: one runs at a time. */
export const STORED_CHECKSUMS = 'core:stored-checksums'

/** SQL that is true for an artifact `a` that lacks an allowed digest or has another one. */
function deviates(allowed: readonly DigestName[]): string {
  return DIGEST_NAMES.map((name) => `a.${name} IS ${allowed.includes(name) ? 'NULL' : 'NOT NULL'}`).join(' OR ')
}

function deviating({ catalogue, settings }: Pick<Engine, 'catalogue' | 'settings'>): number {
  const sql = `SELECT COUNT(*) AS n FROM core_artifact a WHERE ${deviates(settings.ALLOWED_CONTENT_CHECKSUMS)}`
  return (catalogue.prepare(sql).get() as { n: number }).n
}

function readFact(catalogue: Catalogue): string | null {
  const row = catalogue.prepare('SELECT value FROM core_fact WHERE name = ?').get(FACT) as { value: string } | undefined
  return row?.value ?? null
}

/**
 * The check at the start: how many artifacts do not have just the allowed digests. Once all of them do, that is remembered, since whatever is
 * stored from then on does too; the next start need not look at a million rows.
 */
export function checkStoredChecksums(engine: Pick<Engine, 'catalogue' | 'settings'>): number {
  const { catalogue, settings } = engine
  const now = settings.ALLOWED_CONTENT_CHECKSUMS.toSorted().join(',')
  if (readFact(catalogue) === now) return 0
  const count = deviating(engine)
  // A setting that was tried and found wanting may have left rows of its own.
  const sql =
    count === 0
      ? 'INSERT INTO core_fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
      : 'DELETE FROM core_fact WHERE name = ? AND value IS NOT ?'
  catalogue.prepare(sql).run(FACT, now)
  return count
}

export interface StoredChecksumsResult {
  /** Artifacts that did not have just the allowed digests. */
  artifacts: number
  /** Those that have them now. */
  updated: number
  /** SHA-256 of files that are missing or damaged: what they should have had cannot be computed. */
  unreadable: string[]
  /** Files to be fetched on demand of which upstream gives none but digests that are not allowed: they cannot be had. */
  unfetchable: number
}

/** On-demand files that no allowed digest tells. */
function unfetchable({ catalogue, settings }: TaskContext): number {
  const allowed = settings.ALLOWED_CONTENT_CHECKSUMS
  const none = DIGEST_NAMES.filter((name) => allowed.includes(name)).map((name) => `ra.${name} IS NULL`)
  const some = DIGEST_NAMES.filter((name) => !allowed.includes(name)).map((name) => `ra.${name} IS NOT NULL`)
  const sql = `SELECT COUNT(*) AS n FROM core_remoteartifact ra JOIN core_contentartifact ca ON ca.pulp_id = ra.content_artifact_id
    WHERE ca.artifact_id IS NULL AND ${none.join(' AND ')} AND (${some.join(' OR ') || '0'})`
  return (catalogue.prepare(sql).get() as { n: number }).n
}

/** Brings one artifact in line. Answers whether it is. */
async function update(context: TaskContext, artifact: Artifact): Promise<boolean> {
  const { catalogue, settings, signal } = context
  const allowed = settings.ALLOWED_CONTENT_CHECKSUMS
  const lacking = allowed.filter((name) => artifact.digests[name] === undefined)
  const found = lacking.length > 0 ? await digestsOfStored(context, artifact, lacking, signal) : {}
  const forbidden = DIGEST_NAMES.filter((name) => !allowed.includes(name))
  const set = [...Object.keys(found ?? {}).map((name) => `${name} = ?`), ...forbidden.map((name) => `${name} = NULL`)]
  const values = Object.values(found ?? {}).map((digest) => Buffer.from(digest, 'hex'))
  if (set.length > 0)
    catalogue
      .prepare(`UPDATE core_artifact SET ${set.join(', ')} WHERE pulp_id = ?`)
      .run(...values, uuidToBlob(artifact.id))
  return found !== null
}

async function digestsOfStored(
  { storage }: TaskContext,
  { digests: { sha256 = '' }, size }: Artifact,
  names: readonly DigestName[],
  signal: AbortSignal,
): Promise<Record<string, string> | null> {
  try {
    const { size: actual, digests } = await hashFile(storage.path(sha256) ?? '', ['sha256', ...names], { signal })
    if (digests.sha256 !== sha256 || actual !== size) return null
    delete digests.sha256
    return digests as Record<string, string>
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StillwaterError && systemCode(error.cause) === 'ENOENT') return null
    throw error
  }
}

async function updateAll(context: TaskContext, progress: ProgressReport): Promise<string[]> {
  const { catalogue, settings, signal } = context
  const select = catalogue.prepare(
    `SELECT a.* FROM core_artifact a WHERE a.pulp_id > ? AND (${deviates(settings.ALLOWED_CONTENT_CHECKSUMS)}) ORDER BY a.pulp_id LIMIT ${BATCH}`,
  )
  const unreadable: string[] = []
  let after: Buffer = Buffer.alloc(0)
  for (;;) {
    const artifacts = select.all(after).map(artifactFromRaw)
    const last = artifacts.at(-1)
    if (!last) return unreadable
    for (const artifact of artifacts) {
      signal.throwIfAborted()
      if (await update(context, artifact)) progress.increment()
      else unreadable.push(artifact.digests.sha256 ?? '')
    }
    after = uuidToBlob(last.id)
    await turn()
  }
}

/**
 * Computes the allowed digests that stored files lack, and forgets those that are not allowed. What is done is done: cut off, it goes on where
 * it was when it is started again.
 */
export const handleArtifactChecksums = defineTask<{ report: boolean }, StoredChecksumsResult>({
  id: 'core.handle_artifact_checksums',
  version: 1,
  input: z.object({
    /** Only says what there is to do. */
    report: z.boolean(),
  }),
  async run(context, { report }) {
    const artifacts = deviating(context)
    const progress = context.progress({ message: 'Updating checksums', code: 'artifact-checksums', total: artifacts })
    const unreadable = report ? [] : await updateAll(context, progress)
    progress.finish()
    checkStoredChecksums(context)
    const listed = unreadable.slice(0, LISTED)
    return { artifacts, updated: progress.done, unreadable: listed, unfetchable: unfetchable(context) }
  },
})

/** At the start of a host: says what is wrong, and queues what sets it right. */
export function followAllowedChecksums(engine: Engine, queue: () => void): void {
  const count = checkStoredChecksums(engine)
  if (count === 0) return
  const allowed = engine.settings.ALLOWED_CONTENT_CHECKSUMS.join(', ')
  engine.log.warn(
    { artifacts: count, allowed },
    'stored files do not have just the allowed checksums; they are updated',
  )
  const sql = "SELECT 1 FROM core_task WHERE name = ? AND state IN ('waiting', 'running')"
  if (!engine.catalogue.prepare(sql).get(handleArtifactChecksums.id)) queue()
}
