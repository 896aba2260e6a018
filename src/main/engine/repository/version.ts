import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import { Repository } from '../db/masters.ts'
import type { ContentSummary } from '../db/table/content.ts'

/** A repository version. Complete ones never change. */
export interface VersionRef {
  readonly id: string
  readonly repositoryId: string
  readonly number: number
  readonly complete: boolean
  /** Milliseconds since the epoch. */
  readonly created: number
  readonly baseVersionId: string | null
  /** Facts the plugin keeps, such as the digest of the metadata the version was made from. */
  readonly info: Readonly<Record<string, unknown>>
  readonly summary: ContentSummary
  /** Digest of what the version holds (see integrity-root.ts), fixed when it was completed; null for versions older than the rule. */
  readonly integrityRoot: string | null
  /** How the root was made (INTEGRITY_SCHEME). */
  readonly integrityScheme: number
  /** Whether a user keeps it: retention and deletion leave it alone. */
  readonly pinned: boolean
  readonly prn: string
}

interface RawVersion {
  pulp_id: Buffer
  repository_id: Buffer
  number: number
  complete: number
  pulp_created: number
  base_version_id: Buffer | null
  info: string
  content_summary: string
  integrity_root: Buffer | null
  integrity_scheme: number
  pinned: number
}

function versionFromRaw(value: unknown): VersionRef {
  const raw = value as RawVersion
  const id = blobToUuid(raw.pulp_id)
  return {
    id,
    repositoryId: blobToUuid(raw.repository_id),
    number: raw.number,
    complete: raw.complete === 1,
    created: raw.pulp_created,
    baseVersionId: raw.base_version_id && blobToUuid(raw.base_version_id),
    info: JSON.parse(raw.info) as Record<string, unknown>,
    summary: JSON.parse(raw.content_summary) as ContentSummary,
    integrityRoot: raw.integrity_root && raw.integrity_root.toString('hex'),
    integrityScheme: raw.integrity_scheme,
    pinned: raw.pinned === 1,
    prn: formatPrn('core.repositoryversion', id),
  }
}

/** The complete version with this id. @throws StillwaterError `catalogue.not_found` (404) */
export function getVersion(catalogue: Catalogue, id: string): VersionRef {
  const raw = catalogue
    .prepare('SELECT * FROM core_repositoryversion WHERE pulp_id = ? AND complete = 1')
    .get(uuidToBlob(id))
  if (!raw) throw new StillwaterError('catalogue.not_found', { model: 'RepositoryVersion', id }, { status: 404 })
  return versionFromRaw(raw)
}

/** Whether there is a complete version with this id. */
export function hasVersion(catalogue: Catalogue, id: string): boolean {
  const sql = 'SELECT 1 FROM core_repositoryversion WHERE pulp_id = ? AND complete = 1'
  return catalogue.prepare(sql).get(uuidToBlob(id)) !== undefined
}

/** A complete version by its number, or null. */
export function findVersion(catalogue: Catalogue, repositoryId: string, number: number): VersionRef | null {
  const sql = 'SELECT * FROM core_repositoryversion WHERE repository_id = ? AND number = ? AND complete = 1'
  const raw = catalogue.prepare(sql).get(uuidToBlob(repositoryId), number)
  return raw ? versionFromRaw(raw) : null
}

/** The newest complete version; every repository has one from its creation. */
export function latestVersion(catalogue: Catalogue, repositoryId: string): VersionRef {
  const sql =
    'SELECT * FROM core_repositoryversion WHERE repository_id = ? AND complete = 1 ORDER BY number DESC LIMIT 1'
  const raw = catalogue.prepare(sql).get(uuidToBlob(repositoryId))
  if (!raw)
    throw new StillwaterError('catalogue.not_found', { model: 'RepositoryVersion', id: repositoryId }, { status: 404 })
  return versionFromRaw(raw)
}

/** The complete version that comes after, or null. */
export function nextVersion(catalogue: Catalogue, { repositoryId, number }: VersionRef): VersionRef | null {
  const sql = `SELECT * FROM core_repositoryversion WHERE repository_id = ? AND number > ? AND complete = 1 ORDER BY number LIMIT 1`
  const raw = catalogue.prepare(sql).get(uuidToBlob(repositoryId), number)
  return raw ? versionFromRaw(raw) : null
}

/**
 * Number of the complete version before, -1 when there is none. What a version added or removed carries a number above this one, up to
 * its own: deleting a version hands its delta to the next one without rewriting it.
 */
export function deltaStart(
  catalogue: Catalogue,
  { repositoryId, number }: Pick<VersionRef, 'repositoryId' | 'number'>,
): number {
  const sql =
    'SELECT MAX(number) AS number FROM core_repositoryversion WHERE repository_id = ? AND number < ? AND complete = 1'
  const row = catalogue.prepare(sql).get(uuidToBlob(repositoryId), number) as { number: number | null }
  return row.number ?? -1
}

/** Complete versions of a repository, newest first. */
export function listVersions(catalogue: Catalogue, repositoryId: string, limit = -1, offset = 0): VersionRef[] {
  const sql = `SELECT * FROM core_repositoryversion WHERE repository_id = ? AND complete = 1 ORDER BY number DESC LIMIT ? OFFSET ?`
  return catalogue.prepare(sql).all(uuidToBlob(repositoryId), limit, offset).map(versionFromRaw)
}

export function countVersions(catalogue: Catalogue, repositoryId: string): number {
  const sql = 'SELECT COUNT(*) AS n FROM core_repositoryversion WHERE repository_id = ? AND complete = 1'
  return (catalogue.prepare(sql).get(uuidToBlob(repositoryId)) as { n: number }).n
}

/** API path of a version, below its repository. */
export function versionHref(catalogue: Catalogue, version: VersionRef): string {
  return `${Repository.get(catalogue, version.repositoryId).cast().href}versions/${version.number}/`
}

/** Condition on `core_repositorycontent m`: the unit is in the version. Binds the number twice. */
export const IN_VERSION = 'm.version_added <= ? AND (m.version_removed IS NULL OR m.version_removed > ?)'

/** Ids of the units in a version, of one content type or of all, in the order of their ids. */
export function contentIdsOf(catalogue: Catalogue, version: VersionRef, pulpType?: string): string[] {
  const sql = `SELECT m.content_id AS id FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} AND (? IS NULL OR c.pulp_type = ?) ORDER BY m.content_id`
  const type = pulpType ?? null
  const rows = catalogue.prepare(sql).all(uuidToBlob(version.repositoryId), version.number, version.number, type, type)
  return (rows as { id: Buffer }[]).map(({ id }) => blobToUuid(id))
}
