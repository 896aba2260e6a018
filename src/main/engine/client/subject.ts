import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '../db/column.ts'
import { Distribution, type DistributionInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { findPublication, findServedVersion } from '../repository/served.ts'
import { getVersion, IN_VERSION, type VersionRef } from '../repository/version.ts'
import type { ClientDeclaration, ClientSubject } from './declaration.ts'

/** Programs that a distribution can be used with. */
export function clientsOf({ registry }: Engine, distribution: DistributionInstance): readonly ClientDeclaration[] {
  return registry.distributions.get(distribution.pulp_type)?.clients ?? []
}

/** @throws StillwaterError `client.unknown` (400) */
export function requireClient(engine: Engine, distribution: DistributionInstance, id?: string): ClientDeclaration {
  const all = clientsOf(engine, distribution)
  const found = id === undefined ? all[0] : all.find((one) => one.id === id)
  if (found) return found
  const names = all.map((one) => one.id).join(', ')
  throw new StillwaterError(
    'client.unknown',
    { client: id ?? '', distribution: distribution.name, names: names || 'none' },
    { status: 400 },
  )
}

export function getDistribution({ catalogue }: Engine, id: string): DistributionInstance {
  return Distribution.get(catalogue, id).cast() as DistributionInstance
}

/** What clients of a distribution are set up for. */
export function clientSubject(engine: Engine, distribution: DistributionInstance, baseUrl: string): ClientSubject {
  const { catalogue } = engine
  const publication = findPublication(catalogue, distribution)
  const version = publication
    ? getVersion(catalogue, publication.versionId)
    : findServedVersion(catalogue, distribution)
  return {
    catalogue,
    distribution,
    version,
    baseUrl,
    async stored(path) {
      const sha256 = storedAt(engine, publication?.id ?? null, version, path)
      return sha256 === null ? null : await engine.storage.read(sha256)
    },
  }
}

const COLUMNS =
  'lower(hex(a.sha256)) AS sha256 FROM core_contentartifact ca JOIN core_artifact a ON a.pulp_id = ca.artifact_id'

function storedAt(
  { catalogue }: Engine,
  publication: string | null,
  version: VersionRef | null,
  path: string,
): string | null {
  const published = `SELECT ${COLUMNS} JOIN core_publishedartifact pa ON pa.content_artifact_id = ca.pulp_id
    WHERE pa.publication_id = ? AND pa.relative_path = ?`
  const inVersion = `SELECT ${COLUMNS} JOIN core_repositorycontent m ON m.content_id = ca.content_id
    WHERE m.repository_id = ? AND ca.relative_path = ? AND ${IN_VERSION}`
  const row = publication && catalogue.prepare(published).get(uuidToBlob(publication), path)
  const found =
    row ??
    (version &&
      catalogue.prepare(inVersion).get(uuidToBlob(version.repositoryId), path, version.number, version.number))
  return (found as { sha256: string } | null | undefined)?.sha256 ?? null
}
