import * as z from 'zod'
import { uuidToBlob } from '../db/column.ts'
import { getVersion, IN_VERSION } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { takeableUntil } from './in-use.ts'
import { type GoneFile, removeArtifactBatches } from './remove-artifacts.ts'
import { hasSource } from './source.ts'

const BATCH = 500

export interface ReclaimInput {
  /** Ids of repositories. */
  repositories: string[]
  /** Ids of versions whose files stay. */
  keep: string[]
}

export interface ReclaimResult {
  /** Files removed. */
  artifacts: number
  /** Their bytes. */
  bytes: number
}

/** Fills temporary tables with what is given and what is kept: repositories that are not named, and versions that are. */
function prepare({ catalogue }: TaskContext, input: ReclaimInput): void {
  catalogue.sqlite.exec(`
    CREATE TEMP TABLE IF NOT EXISTS reclaim_repository (id BLOB PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.reclaim_repository;
    CREATE TEMP TABLE IF NOT EXISTS reclaim_kept (id BLOB PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.reclaim_kept`)
  const repository = catalogue.prepare('INSERT OR IGNORE INTO temp.reclaim_repository (id) VALUES (?)')
  for (const id of input.repositories) repository.run(uuidToBlob(id))
  const kept = catalogue.prepare(`INSERT OR IGNORE INTO temp.reclaim_kept (id)
    SELECT m.content_id FROM core_repositorycontent m WHERE m.repository_id = ? AND ${IN_VERSION}`)
  for (const id of input.keep) {
    const { repositoryId, number } = getVersion(catalogue, id)
    kept.run(uuidToBlob(repositoryId), number, number)
  }
}

/** True for an artifact `a` every use of which is a member of the named repositories and of no other, not kept, and can be fetched again. */
function reclaimable(context: TaskContext): string {
  return `a.timestamp_of_interest <= ?
    AND EXISTS (SELECT 1 FROM core_contentartifact ca WHERE ca.artifact_id = a.pulp_id)
    AND NOT EXISTS (SELECT 1 FROM core_versionmetadata vm WHERE vm.artifact_id = a.pulp_id)
    AND NOT EXISTS (SELECT 1 FROM core_contentartifact ca WHERE ca.artifact_id = a.pulp_id AND (NOT ${hasSource(context)}
      OR ca.content_id IN (SELECT id FROM temp.reclaim_kept)
      OR NOT EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ca.content_id)
      OR EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ca.content_id
        AND m.repository_id NOT IN (SELECT id FROM temp.reclaim_repository))))`
}

function* candidates(context: TaskContext, condition: string): Generator<Buffer[]> {
  const sql = `SELECT a.pulp_id AS id FROM core_artifact a WHERE a.pulp_id > ? AND ${condition} ORDER BY a.pulp_id LIMIT ${BATCH}`
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

/** Removes what can be had again; see `reclaimSpace`. */
export async function reclaim(context: TaskContext, input: ReclaimInput): Promise<ReclaimResult> {
  const { catalogue } = context
  prepare(context, input)
  const condition = reclaimable(context)
  const still = catalogue.prepare(
    `SELECT lower(hex(a.sha256)) AS sha256, a.size AS size FROM core_artifact a WHERE a.pulp_id = ? AND ${condition}`,
  )
  const untie = catalogue.prepare('UPDATE core_contentartifact SET artifact_id = NULL WHERE artifact_id = ?')
  const remove = catalogue.prepare('DELETE FROM core_artifact WHERE pulp_id = ?')
  const progress = context.progress({ message: 'Reclaim disk space', code: 'reclaim-space.artifact' })
  return removeArtifactBatches(context, progress, candidates(context, condition), (ids) => {
    const until = takeableUntil(catalogue, context.task.id, 0)
    return ids.flatMap((id) => {
      const row = still.get(id, until) as GoneFile | undefined
      if (!row) return []
      untie.run(id)
      remove.run(id)
      return [row]
    })
  })
}

/**
 * Removes the files of repositories' content that a remote can give again; what is known of them stays, and the next client fetches
 * them. Uploaded files stay, and so does what other repositories or kept versions use. Source: pulpcore's reclaim_space.
 */
export const reclaimSpace = defineTask<ReclaimInput, ReclaimResult>({
  id: 'core.reclaim_space',
  version: 1,
  input: z.object({ repositories: z.array(z.string()), keep: z.array(z.string()) }),
  run: reclaim,
})
