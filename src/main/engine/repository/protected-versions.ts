import type { Engine } from '../engine.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'

/** A distribution that shows a version. */
export interface Served {
  number: number
  /** Name of the distribution. */
  distribution: string
  /** Id of the distribution. */
  id: string
  /** Whether it shows the newest of the repository, this very version, or it among other checkpoints. */
  how: 'newest' | 'version' | 'checkpoint'
}

interface Held extends Omit<Served, 'id'> {
  id: Buffer
}

/** Distributions that name a version, or a publication of one, or serve it as a checkpoint. */
const NAMED = `SELECT v.number, d.name AS distribution, d.pulp_id AS id, 'version' AS how FROM core_repositoryversion v
    CROSS JOIN core_distribution d ON d.repository_version_id = v.pulp_id WHERE v.repository_id = @repository
  UNION ALL
  SELECT v.number, d.name, d.pulp_id, 'version' FROM core_distribution d JOIN core_publication p ON p.pulp_id = d.publication_id
    JOIN core_repositoryversion v ON v.pulp_id = p.repository_version_id WHERE v.repository_id = @repository
  UNION ALL
  SELECT DISTINCT v.number, d.name, d.pulp_id, 'checkpoint' FROM core_distribution d JOIN core_repositoryversion v ON v.repository_id = d.repository_id
    JOIN core_publication p ON p.repository_version_id = v.pulp_id
    WHERE d.repository_id = @repository AND d.checkpoint = 1 AND p.checkpoint = 1 AND p.complete = 1`

/** Distributions of the repository, with its newest version and the newest one that is published. */
const FOLLOWING = `SELECT d.pulp_type, d.name AS distribution, d.pulp_id AS id,
    (SELECT MAX(number) FROM core_repositoryversion WHERE repository_id = @repository AND complete = 1) AS newest,
    (SELECT MAX(v.number) FROM core_repositoryversion v JOIN core_publication p ON p.repository_version_id = v.pulp_id
      WHERE v.repository_id = @repository AND v.complete = 1 AND p.complete = 1) AS published
  FROM core_distribution d WHERE d.repository_id = @repository AND d.checkpoint = 0`

interface Following {
  pulp_type: string
  distribution: string
  id: Buffer
  newest: number
  published: number | null
}

type Side = Pick<Engine, 'catalogue' | 'registry'>

/** What every distribution of a repository shows right now. */
export function servedVersions({ catalogue, registry }: Side, repositoryId: string): Served[] {
  const bind = { repository: uuidToBlob(repositoryId) }
  const named = catalogue.prepare(NAMED).all(bind) as Held[]
  const following = (catalogue.prepare(FOLLOWING).all(bind) as Following[]).flatMap((row): Held[] => {
    // What a missing plugin would serve is not known, so it counts as the newest.
    const fromPublication = registry.distributions.get(row.pulp_type)?.servesFrom === 'publication'
    const number = fromPublication ? row.published : row.newest
    return number === null ? [] : [{ number, distribution: row.distribution, id: row.id, how: 'newest' }]
  })
  return [...named, ...following].map((held) => ({ ...held, id: blobToUuid(held.id) }))
}

/**
 * Versions that clients are being served from and that must not go: those a distribution names, directly or by a publication, and the
 * one that a distribution of the whole repository shows right now. By number, each with the name of one such distribution.
 * Source: Pulp's Repository.protected_versions.
 */
export function protectedVersions(side: Side, repositoryId: string): Map<number, string> {
  return new Map(servedVersions(side, repositoryId).map(({ number, distribution }) => [number, distribution]))
}
