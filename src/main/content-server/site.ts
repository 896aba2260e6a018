/** A distribution as it stands right now: whose files it shows. */
import type { Engine } from '#engine/engine'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { DistributionInstance } from '#engine/db/masters'
import type { DistributionDeclaration } from '#engine/plugin/declaration'
import { getVersion, latestVersion, type VersionRef } from '#engine/repository/version'
import type { Catalogue } from '#engine/db/catalogue'
import { uniqueSecond } from './unique-second.ts'

export interface Site {
  readonly distribution: DistributionInstance
  readonly declaration: DistributionDeclaration
  /** The path under which it is shown, below the prefix: the base path, and for a checkpoint its time. */
  readonly at: string
  readonly publication: PublicationRef | null
  readonly version: VersionRef | null
  /** Last-Modified of files that change from one version to the next: seconds since the epoch, different for each. */
  readonly changed: number | null
}

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

/** What a distribution shows; null when its plugin is not there. */
export function siteOf({ catalogue, registry }: Engine, distribution: DistributionInstance): Site | null {
  const declaration = registry.distributions.get(distribution.pulp_type)
  if (!declaration) return null
  return { distribution, declaration, at: distribution.base_path, ...served(catalogue, distribution, declaration) }
}

/** The same distribution as one of its checkpoints shows it, or null when that is gone. */
export function checkpointSite({ catalogue }: Engine, site: Site, id: string, name: string): Site | null {
  const publication = one(catalogue, 'WHERE p.pulp_id = ? AND p.complete = 1 AND p.checkpoint = 1', id)
  return publication && { ...site, at: `${site.at}/${name}`, ...publishedState(catalogue, publication) }
}

function publishedState(catalogue: Catalogue, publication: PublicationRef): Served {
  const version = getVersion(catalogue, publication.versionId)
  return { publication, version, changed: uniqueSecond(catalogue, 'core_publication', publication.id) }
}

type Served = Pick<Site, 'publication' | 'version' | 'changed'>

function served(
  catalogue: Catalogue,
  distribution: DistributionInstance,
  declaration: DistributionDeclaration,
): Served {
  if (distribution.publication_id !== null || declaration.servesFrom === 'publication') {
    const publication = findPublication(catalogue, distribution)
    if (!publication) return { publication: null, version: null, changed: null }
    return publishedState(catalogue, publication)
  }
  const version = findServedVersion(catalogue, distribution)
  const changed = version && uniqueSecond(catalogue, 'core_repositoryversion', version.id)
  return { publication: null, version, changed }
}

function findServedVersion(catalogue: Catalogue, distribution: DistributionInstance): VersionRef | null {
  if (distribution.repository_version_id !== null) return getVersion(catalogue, distribution.repository_version_id)
  return distribution.repository_id === null ? null : latestVersion(catalogue, distribution.repository_id)
}

/** The publication a distribution names, else the newest complete one of its version, else of its repository's newest version that has one. */
function findPublication(catalogue: Catalogue, distribution: DistributionInstance): PublicationRef | null {
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
