import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { Reader } from '../db/reader.ts'
import { IN_VERSION, type VersionRef } from './version.ts'

/** Bytes of the files of a version, each file that is here counted once. */
export interface VersionSize {
  stored: number
  /** Of those not here yet; null when an upstream does not say one. */
  onDemand: number | null
}

const STORED = `SELECT COALESCE(SUM(size), 0) AS bytes FROM core_artifact WHERE pulp_id IN (
  SELECT ca.artifact_id FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
  WHERE m.repository_id = ? AND ${IN_VERSION})`

const MISSING = `SELECT COALESCE(SUM(size), 0) AS bytes, SUM(size IS NULL) AS unknown FROM (
  SELECT MAX(ra.size) AS size FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
  LEFT JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id
  WHERE m.repository_id = ? AND ${IN_VERSION} AND ca.artifact_id IS NULL GROUP BY ca.pulp_id)`

const bound = ({ repositoryId, number }: VersionRef): [Buffer, number, number] => [
  uuidToBlob(repositoryId),
  number,
  number,
]

function sizeOf(stored: unknown, missing: unknown): VersionSize {
  const { bytes, unknown } = missing as { bytes: number; unknown: number | null }
  return { stored: (stored as { bytes: number }).bytes, onDemand: unknown ? null : bytes }
}

/** Measures a version: walks every unit of it. */
export async function versionSize(reader: Reader, version: VersionRef): Promise<VersionSize> {
  const [stored] = await reader.all(STORED, bound(version))
  const [missing] = await reader.all(MISSING, bound(version))
  return sizeOf(stored, missing)
}

/** The same in the calling thread, for a version of few units. */
export function smallVersionSize(catalogue: Catalogue, version: VersionRef): VersionSize {
  return sizeOf(catalogue.prepare(STORED).get(...bound(version)), catalogue.prepare(MISSING).get(...bound(version)))
}
