/** Checkpoints: publications that stay reachable under the time they were made. Source: pulpcore, checkpoint support. */
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'

export interface Checkpoint {
  /** Of the publication. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly created: number
}

const CHECKPOINTS = `FROM core_repositoryversion v CROSS JOIN core_publication p ON p.repository_version_id = v.pulp_id
  WHERE v.repository_id = @repository AND v.complete = 1 AND p.complete = 1 AND p.checkpoint = 1`

interface Raw {
  id: Buffer
  created: number
}

const checkpointOf = ({ id, created }: Raw): Checkpoint => ({ id: blobToUuid(id), created })

/** Checkpoints of a repository, the newest first. */
export function listCheckpoints(catalogue: Catalogue, repositoryId: string): Checkpoint[] {
  const sql = `SELECT p.pulp_id AS id, p.pulp_created AS created ${CHECKPOINTS} ORDER BY p.pulp_created DESC, p.pulp_id DESC`
  return (catalogue.prepare(sql).all({ repository: uuidToBlob(repositoryId) }) as Raw[]).map(checkpointOf)
}

/** The newest checkpoint that was made at a time (milliseconds) or before, or null. */
export function checkpointAt(catalogue: Catalogue, repositoryId: string, time: number): Checkpoint | null {
  const sql = `SELECT p.pulp_id AS id, p.pulp_created AS created ${CHECKPOINTS} AND p.pulp_created <= @time
    ORDER BY p.pulp_created DESC, p.pulp_id DESC LIMIT 1`
  const raw = catalogue.prepare(sql).get({ repository: uuidToBlob(repositoryId), time }) as Raw | undefined
  return raw ? checkpointOf(raw) : null
}

/** Of the checkpoints of a repository only the newest stay such; the publications themselves stay. */
export function applyCheckpointRetention(catalogue: Catalogue, repositoryId: string, kept: number): void {
  const clear = catalogue.prepare('UPDATE core_publication SET checkpoint = 0 WHERE pulp_id = ?')
  catalogue.transaction(() => {
    for (const { id } of listCheckpoints(catalogue, repositoryId).slice(kept)) clear.run(uuidToBlob(id))
  })
}
