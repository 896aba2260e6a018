import { isUuid } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { takeableUntil } from './in-use.ts'
import { unreferenced } from './references.ts'
import { removeUnnamed } from './remove-file.ts'

const NO_TASK = '00000000-0000-0000-0000-000000000000'

/**
 * Deletes an artifact and its file, when nothing uses it. `in_use` is one that a running task may have found and be about to use.
 */
export function deleteArtifact(engine: Engine, id: string): 'deleted' | 'unknown' | 'in_content' | 'in_use' {
  const { catalogue } = engine
  if (!isUuid(id)) return 'unknown'
  const outcome = catalogue.transaction(() => {
    const row = catalogue
      .prepare(
        `SELECT a.timestamp_of_interest AS at, lower(hex(a.sha256)) AS sha256, ${unreferenced(catalogue, 'core_artifact', 'a')} AS free
         FROM core_artifact a WHERE a.pulp_id = ?`,
      )
      .get(uuidToBlob(id)) as { at: number; sha256: string; free: number } | undefined
    if (!row) return 'unknown'
    if (!row.free) return 'in_content'
    if (row.at > takeableUntil(catalogue, NO_TASK, 0)) return 'in_use'
    catalogue.prepare('DELETE FROM core_artifact WHERE pulp_id = ?').run(uuidToBlob(id))
    return row
  })
  if (typeof outcome === 'string') return outcome
  removeUnnamed(engine, [outcome.sha256])
  return 'deleted'
}
