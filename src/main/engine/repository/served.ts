/** Which version and publication a distribution serves. */
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { DistributionInstance } from '../db/masters.ts'
import { getVersion, latestVersion, type VersionRef } from './version.ts'

export interface PublicationRef {
  readonly id: string
  readonly versionId: string
  /** Milliseconds since the epoch. */
  readonly created: number
  /** Whether every file of the version is served at its own path besides what is published. */
  readonly passThrough: boolean
}

interface RawPublication {
  pulp_id: Buffer
  repository_version_id: Buffer
  pulp_created: number
  pass_through: number
}

const COLUMNS = 'p.pulp_id, p.repository_version_id, p.pulp_created, p.pass_through'

/** The version a distribution names, else its repository's newest; null while there is neither. */
export function findServedVersion(catalogue: Catalogue, distribution: DistributionInstance): VersionRef | null {
  if (distribution.repository_version_id !== null) return getVersion(catalogue, distribution.repository_version_id)
  return distribution.repository_id === null ? null : latestVersion(catalogue, distribution.repository_id)
}

/** The publication a distribution names, else the newest complete one of its version, else of its repository's newest version that has one. */
export function findPublication(catalogue: Catalogue, distribution: DistributionInstance): PublicationRef | null {
  const { publication_id: id, repository_version_id: version, repository_id: repository } = distribution
  if (id !== null) return one(catalogue, `WHERE p.pulp_id = ? AND p.complete = 1`, id)
  const newest = 'p.pulp_created DESC, p.pulp_id DESC LIMIT 1'
  if (version !== null)
    return one(catalogue, `WHERE p.repository_version_id = ? AND p.complete = 1 ORDER BY ${newest}`, version)
  if (repository === null) return null
  return one(
    catalogue,
    `JOIN core_repositoryversion v ON v.pulp_id = p.repository_version_id
     WHERE v.repository_id = ? AND v.complete = 1 AND p.complete = 1 ORDER BY v.number DESC, ${newest}`,
    repository,
  )
}

/** The checkpoint of an id, or null when that is gone. */
export function findCheckpoint(catalogue: Catalogue, id: string): PublicationRef | null {
  return one(catalogue, 'WHERE p.pulp_id = ? AND p.complete = 1 AND p.checkpoint = 1', id)
}

function one(catalogue: Catalogue, rest: string, id: string): PublicationRef | null {
  const raw = catalogue.prepare(`SELECT ${COLUMNS} FROM core_publication p ${rest}`).get(uuidToBlob(id)) as
    | RawPublication
    | undefined
  return raw
    ? {
        id: blobToUuid(raw.pulp_id),
        versionId: blobToUuid(raw.repository_version_id),
        created: raw.pulp_created,
        passThrough: raw.pass_through === 1,
      }
    : null
}
