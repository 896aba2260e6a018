/** A distribution as it stands right now: whose files it shows. */
import type { Engine } from '#engine/engine'
import type { DistributionInstance } from '#engine/db/masters'
import type { DistributionDeclaration } from '#engine/plugin/declaration'
import { findCheckpoint, findPublication, findServedVersion, type PublicationRef } from '#engine/repository/served'
import { getVersion, type VersionRef } from '#engine/repository/version'
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

/** What a distribution shows; null when its plugin is not there. */
export function siteOf({ catalogue, registry }: Engine, distribution: DistributionInstance): Site | null {
  const declaration = registry.distributions.get(distribution.pulp_type)
  if (!declaration) return null
  return { distribution, declaration, at: distribution.base_path, ...served(catalogue, distribution, declaration) }
}

/** The same distribution as one of its checkpoints shows it, or null when that is gone. */
export function checkpointSite({ catalogue }: Engine, site: Site, id: string, name: string): Site | null {
  const publication = findCheckpoint(catalogue, id)
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
