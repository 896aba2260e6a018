import type { Catalogue } from './db/catalogue.ts'

/** A stored file that is not as recorded, in words people know it by. */
export interface DamagedFile {
  sha256: string
  state: 'missing' | 'corrupted'
  /** Paths at which it is published, a few at most. */
  paths: string[]
  /** Names of the repositories that hold it, a few at most. */
  repositories: string[]
}

const LISTED = 5

/** Says which file it is and whom it concerns. */
export function describeDamage(catalogue: Catalogue, sha256: string, state: DamagedFile['state']): DamagedFile {
  const digest = Buffer.from(sha256, 'hex')
  const paths = catalogue
    .prepare(
      `SELECT DISTINCT ca.relative_path AS value FROM core_artifact a CROSS JOIN core_contentartifact ca ON ca.artifact_id = a.pulp_id
       WHERE a.sha256 = ? LIMIT ${LISTED}`,
    )
    .all(digest)
  const repositories = catalogue
    .prepare(
      `SELECT DISTINCT r.name AS value FROM core_artifact a CROSS JOIN core_contentartifact ca ON ca.artifact_id = a.pulp_id
       CROSS JOIN core_repositorycontent m ON m.content_id = ca.content_id CROSS JOIN core_repository r ON r.pulp_id = m.repository_id
       WHERE a.sha256 = ? LIMIT ${LISTED}`,
    )
    .all(digest)
  const values = (rows: unknown[]): string[] => (rows as { value: string }[]).map(({ value }) => value)
  return { sha256, state, paths: values(paths), repositories: values(repositories) }
}
