/** Checkpoints: publications that stay reachable under the time they were made. Source: pulpcore, checkpoint support. */
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'

export interface Checkpoint {
  /** Of the publication. */
  readonly id: string
  readonly versionId: string
  /** Milliseconds since the epoch. */
  readonly created: number
  /** The second under which it is reachable, in milliseconds: that in which it was made, or the next that no earlier one has. */
  readonly second: number
}

const CHECKPOINTS = `FROM core_repositoryversion v CROSS JOIN core_publication p ON p.repository_version_id = v.pulp_id
  WHERE v.repository_id = @repository AND v.complete = 1 AND p.complete = 1 AND p.checkpoint = 1`

interface Raw {
  id: Buffer
  version: Buffer
  created: number
}

/** Checkpoints of a repository, the newest first. */
export function listCheckpoints(catalogue: Catalogue, repositoryId: string): Checkpoint[] {
  const sql = `SELECT p.pulp_id AS id, v.pulp_id AS version, p.pulp_created AS created ${CHECKPOINTS} ORDER BY p.pulp_created, p.pulp_id`
  const rows = catalogue.prepare(sql).all({ repository: uuidToBlob(repositoryId) }) as Raw[]
  let last = 0
  const all = rows.map(({ id, version, created }) => {
    // Two that were made in one second would share an address, and the earlier one could not be reached.
    const second = Math.max(last + 1000, Math.floor(created / 1000) * 1000)
    last = second
    return { id: blobToUuid(id), versionId: blobToUuid(version), created, second }
  })
  return all.toReversed()
}

/** The newest checkpoint whose second is this one (milliseconds) or before, or null. */
export function checkpointAt(catalogue: Catalogue, repositoryId: string, second: number): Checkpoint | null {
  return listCheckpoints(catalogue, repositoryId).find((one) => one.second <= second) ?? null
}

/** Of the checkpoints of a repository only the newest stay such; the publications themselves stay. */
export function applyCheckpointRetention(catalogue: Catalogue, repositoryId: string, kept: number): void {
  const clear = catalogue.prepare('UPDATE core_publication SET checkpoint = 0 WHERE pulp_id = ?')
  catalogue.transaction(() => {
    for (const { id } of listCheckpoints(catalogue, repositoryId).slice(kept)) clear.run(uuidToBlob(id))
  })
}
