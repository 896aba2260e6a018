import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import type { FileSystemStorage } from '../artifact/file-system-storage.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { dropUnusedManifests } from '../manifest/manifest-row.ts'
import { deleteUnnamed, manifestStorage } from '../manifest/object.ts'
import { takeableUntil } from './in-use.ts'
import { unreferenced } from './references.ts'
import { type GoneFile, removeArtifactBatches } from './remove-artifacts.ts'
import { removeUnnamed } from './remove-file.ts'

const BATCH = 500
const MINUTE = 60_000
/** A file that no row names and that is younger than this process may be on its way into the catalogue. */
const PROCESS_START = Date.now() - process.uptime() * 1000

/** Reserved by clean-up: one runs at a time, beside everything else. */
export const ORPHAN_CLEANUP = 'core:orphan-cleanup'

export interface OrphanCleanupResult {
  /** Units removed. */
  content: number
  /** Artifacts removed with their files. */
  artifacts: number
  /** Files removed that no row named. */
  files: number
  /** Bytes of the artifacts. */
  bytes: number
}

/** Index files are no orphans: each goes with its publication. Nor is anything that a publication shows. */
function orphanContent(catalogue: Catalogue): string {
  return `c.timestamp_of_interest <= ? AND ${unreferenced(catalogue, 'core_content', 'c')}
    AND NOT EXISTS (SELECT 1 FROM core_publishedmetadata pm WHERE pm.pulp_id = c.pulp_id)
    AND NOT EXISTS (SELECT 1 FROM core_contentartifact ca JOIN core_publishedartifact pa ON pa.content_artifact_id = ca.pulp_id
      WHERE ca.content_id = c.pulp_id)`
}

const orphanArtifact = (catalogue: Catalogue): string =>
  `a.timestamp_of_interest <= ? AND ${unreferenced(catalogue, 'core_artifact', 'a')}`

/** Orphans in the order of their ids, a batch at a time; found without a lock, so to be checked again when deleted. */
function* candidates(context: TaskContext, table: string, alias: string, condition: string): Generator<Buffer[]> {
  const sql = `SELECT ${alias}.pulp_id AS id FROM ${table} ${alias} WHERE ${alias}.pulp_id > ? AND ${condition} ORDER BY ${alias}.pulp_id LIMIT ${BATCH}`
  let after: Buffer = Buffer.alloc(0)
  for (;;) {
    context.signal.throwIfAborted()
    const rows = context.catalogue.prepare(sql).all(after, Date.now()) as { id: Buffer }[]
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ id }) => id)
    after = last.id
  }
}

async function removeContent(
  context: TaskContext,
  protection: number,
  only: readonly string[] | null,
): Promise<number> {
  const { catalogue } = context
  const condition = orphanContent(catalogue)
  const progress = context.progress({ message: 'Clean up orphan Content', code: 'clean-up.content' })
  const remove = catalogue.prepare(
    `DELETE FROM core_content WHERE pulp_id = ? AND EXISTS (SELECT 1 FROM core_content c WHERE c.pulp_id = core_content.pulp_id AND ${condition})`,
  )
  // Units that others point at become orphans when those are gone.
  for (let before = -1; before < progress.done;) {
    before = progress.done
    const batches = only ? [only.map(uuidToBlob)] : candidates(context, 'core_content', 'c', condition)
    for (const ids of batches) {
      const changes = catalogue.transaction(() => {
        const until = takeableUntil(catalogue, context.task.id, protection)
        return ids.reduce((sum, id) => sum + remove.run(id, until).changes, 0)
      })
      progress.increment(changes)
      await turn()
    }
  }
  progress.total = progress.done
  progress.finish()
  return progress.done
}

async function removeArtifacts(
  context: TaskContext,
  protection: number,
): Promise<{ artifacts: number; bytes: number }> {
  const { catalogue } = context
  const condition = orphanArtifact(catalogue)
  const progress = context.progress({ message: 'Clean up orphan Artifacts', code: 'clean-up.artifacts' })
  const remove = catalogue.prepare(
    `DELETE FROM core_artifact WHERE pulp_id = ? AND EXISTS (SELECT 1 FROM core_artifact a WHERE a.pulp_id = core_artifact.pulp_id AND ${condition})
     RETURNING lower(hex(sha256)) AS sha256, size`,
  )
  return removeArtifactBatches(context, progress, candidates(context, 'core_artifact', 'a', condition), (ids) => {
    const until = takeableUntil(catalogue, context.task.id, protection)
    return ids.flatMap((id) => remove.all(id, until) as GoneFile[])
  })
}

/** Files that were moved in by a process that did not live to record them. */
async function removeStrayFiles(context: TaskContext, protection: number): Promise<number> {
  const { catalogue, storage } = context
  const progress = context.progress({ message: 'Clean up unrecorded Files', code: 'clean-up.files' })
  const named = catalogue.prepare('SELECT 1 FROM core_artifact WHERE sha256 = ?')
  const until = Math.min(Date.now() - protection, PROCESS_START)
  for await (const sha256 of storage.list()) {
    context.signal.throwIfAborted()
    if (named.get(Buffer.from(sha256, 'hex'))) continue
    const file = await storage.stat(sha256)
    if (file && file.modified.getTime() < until) progress.increment(removeUnnamed(context, [sha256]))
  }
  progress.total = progress.done
  progress.finish()
  return progress.done
}

/** Manifests that no version, publication or later manifest needs, and those that were moved in by a process that did not live to record them. */
async function removeManifests(
  { catalogue }: TaskContext,
  protection: number,
  storage: FileSystemStorage,
): Promise<void> {
  const unused = catalogue.transaction(() => dropUnusedManifests(catalogue))
  deleteUnnamed(catalogue, storage, unused)
  const until = Math.min(Date.now() - protection, PROCESS_START)
  for await (const sha256 of storage.list()) {
    const file = await storage.stat(sha256)
    if (file && file.modified.getTime() < until) deleteUnnamed(catalogue, storage, [sha256])
  }
}

/** Gives back what nothing uses. Bytes of `manifests` are the store's to count. */
export async function removeOrphans(
  context: TaskContext,
  input: { content: readonly string[] | null; protection: number | null },
  manifests: FileSystemStorage = manifestStorage(context.folder),
): Promise<OrphanCleanupResult> {
  const protection = (input.protection ?? context.settings.ORPHAN_PROTECTION_TIME) * MINUTE
  const content = await removeContent(context, protection, input.content)
  const { artifacts, bytes } = await removeArtifacts(context, protection)
  const files = await removeStrayFiles(context, protection)
  await removeManifests(context, protection, manifests)
  return { content, artifacts, files, bytes }
}

/**
 * Removes units that are in no version, then artifacts that nothing uses with their files, then files that no row names; each only when
 * nobody has wanted it for the protection time. Runs beside syncs. Source: pulpcore's orphan_cleanup.
 */
export const orphanCleanup = defineTask<{ content: string[] | null; protection: number | null }, OrphanCleanupResult>({
  id: 'core.orphan_cleanup',
  version: 1,
  input: z.object({
    /** Ids of the only units to look at; null for all. */
    content: z.array(z.string()).nullable(),
    /** Minutes; null for the setting ORPHAN_PROTECTION_TIME. */
    protection: z.number().int().min(0).nullable(),
  }),
  run: (context, input) => removeOrphans(context, input),
})
