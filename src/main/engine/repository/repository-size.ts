import { uuidToBlob } from '../db/column.ts'
import type { Reader } from '../db/reader.ts'

/** Bytes of the files of all versions of a repository, each file counted once. */
export interface RepositorySize {
  /** Files that are here. */
  disk: number
  /** Files that are known but not here, as far as an upstream tells their size. */
  onDemand: number
  /** How many of those nobody tells the size of. */
  unknown: number
}

const MEMBERS = 'SELECT content_id FROM core_repositorycontent WHERE repository_id = ?'

const DISK = `SELECT COALESCE(SUM(size), 0) AS bytes FROM core_artifact WHERE pulp_id IN (
  SELECT artifact_id FROM core_contentartifact WHERE content_id IN (${MEMBERS}))`

/** A file at several places of a repository is one file once an upstream tells its SHA-256. */
const ON_DEMAND = `SELECT COALESCE(SUM(size), 0) AS bytes, COUNT(*) - COUNT(size) AS unknown FROM (
    SELECT MAX(size) AS size FROM (
      SELECT ca.pulp_id, MAX(ra.size) AS size, MAX(ra.sha256) AS sha256 FROM core_contentartifact ca
      LEFT JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id
      WHERE ca.artifact_id IS NULL AND ca.content_id IN (${MEMBERS}) GROUP BY ca.pulp_id
    ) GROUP BY COALESCE(sha256, pulp_id))`

/** Measures a repository: walks every unit of it once (Pulp: disk_size and on_demand_size). */
export async function repositorySize(reader: Reader, repositoryId: string): Promise<RepositorySize> {
  const id = uuidToBlob(repositoryId)
  const [here] = (await reader.all(DISK, [id])) as [{ bytes: number }]
  const [missing] = (await reader.all(ON_DEMAND, [id])) as [{ bytes: number; unknown: number }]
  return { disk: here.bytes, onDemand: missing.bytes, unknown: missing.unknown }
}
