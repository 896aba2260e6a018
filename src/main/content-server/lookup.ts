/** Which file lies at a path of a site. Lookups go from (site, path) to a digest; no file name is built from a path. */
import type { Catalogue } from '#engine/db/catalogue'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { Engine } from '#engine/engine'
import { replacedSince } from '#engine/repository/replaced-publication'
import { IN_VERSION } from '#engine/repository/version'
import type { Site } from './site.ts'

/** A file that is known at a path; `stored` is null while it has never been fetched. */
export interface FileEntry {
  readonly contentArtifactId: string
  readonly stored: {
    readonly sha256: string
    readonly size: number
    /** Milliseconds. */ readonly created: number
  } | null
}

interface RawEntry {
  id: Buffer
  size: number | null
  sha256: Buffer | null
  created: number | null
}

const COLUMNS = 'ca.pulp_id AS id, a.size, a.sha256, a.pulp_created AS created'

const PUBLISHED = `SELECT ${COLUMNS} FROM core_publishedartifact pa JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id
  LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id WHERE pa.publication_id = ? AND pa.relative_path = ?`

// CROSS JOIN makes SQLite start from the path; left to itself it may walk through every unit of the version.
const IN_VERSION_AT_PATH = `SELECT ${COLUMNS} FROM core_contentartifact ca
  CROSS JOIN core_repositorycontent m ON m.content_id = ca.content_id AND m.repository_id = ?
  LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE ca.relative_path = ? AND ${IN_VERSION} ORDER BY m.version_added DESC LIMIT 1`

/** The file at a path: what is published there, else (where the site shows the version itself) the version's own file. */
export function findFile(catalogue: Catalogue, site: Site, path: string): FileEntry | null {
  const { publication, version } = site
  if (publication) {
    const row = catalogue.prepare(PUBLISHED).get(uuidToBlob(publication.id), path)
    if (row) return entryOf(row as RawEntry)
    if (!publication.passThrough) return null
  }
  return version && findInVersion(catalogue, site, path)
}

/** The file of the version itself at a path, whatever is published. */
export function findInVersion(catalogue: Catalogue, { version }: Site, path: string): FileEntry | null {
  if (!version) return null
  const { repositoryId, number } = version
  const row = catalogue.prepare(IN_VERSION_AT_PATH).get(uuidToBlob(repositoryId), path, number, number)
  return row ? entryOf(row as RawEntry) : null
}

/**
 * What was published at a path before, or belonged to a version that was; the latest first. Each part starts from the path, of which few
 * files know: a site that is published every minute has thousands of replaced publications, and there is no end of paths that nobody had.
 */
const REPLACED = `SELECT ${COLUMNS}, r.replaced_at FROM core_contentartifact ca
  CROSS JOIN core_publishedartifact pa ON pa.content_artifact_id = ca.pulp_id AND pa.relative_path = @path
  CROSS JOIN core_distributedpublication r ON r.distribution_id = @distribution AND r.publication_id = pa.publication_id
  LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE ca.relative_path = @path AND r.replaced_at > @since
  UNION ALL
  SELECT ${COLUMNS}, r.replaced_at FROM core_publishedartifact pa INDEXED BY core_publishedartifact_renamed
  CROSS JOIN core_distributedpublication r ON r.distribution_id = @distribution AND r.publication_id = pa.publication_id
  CROSS JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id
  LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE pa.relative_path = @path AND pa.renamed = 1 AND r.replaced_at > @since
  UNION ALL
  SELECT ${COLUMNS}, r.replaced_at FROM core_contentartifact ca
  CROSS JOIN core_repositorycontent m ON m.content_id = ca.content_id
  CROSS JOIN core_repositoryversion v ON v.repository_id = m.repository_id
    AND v.number >= m.version_added AND v.number < COALESCE(m.version_removed, 9e15)
  CROSS JOIN core_publication p ON p.repository_version_id = v.pulp_id AND p.pass_through = 1
  CROSS JOIN core_distributedpublication r ON r.distribution_id = @distribution AND r.publication_id = p.pulp_id
  LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE ca.relative_path = @path AND r.replaced_at > @since ORDER BY replaced_at DESC LIMIT 1`

/** The file that a publication replaced lately had at a path, and until when (milliseconds) it stays; or null. */
export function findReplaced(
  engine: Pick<Engine, 'catalogue' | 'settings'>,
  { distribution }: Site,
  path: string,
): { entry: FileEntry; until: number } | null {
  const period = engine.settings.DISTRIBUTED_PUBLICATION_RETENTION_PERIOD * 1000
  if (period === 0) return null
  const bind = { distribution: uuidToBlob(distribution.pulp_id), path, since: replacedSince(engine) }
  const row = engine.catalogue.prepare(REPLACED).get(bind) as (RawEntry & { replaced_at: number }) | undefined
  return row ? { entry: entryOf(row), until: row.replaced_at + period } : null
}

/** The file of a known id. */
export function entryById(catalogue: Catalogue, contentArtifactId: string): FileEntry {
  const sql = `SELECT ${COLUMNS} FROM core_contentartifact ca LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id WHERE ca.pulp_id = ?`
  return entryOf(catalogue.prepare(sql).get(uuidToBlob(contentArtifactId)) as RawEntry)
}

function entryOf(raw: RawEntry): FileEntry {
  const { size, sha256, created } = raw
  const stored =
    sha256 === null || size === null
      ? null
      : { sha256: Buffer.from(sha256).toString('hex'), size, created: created ?? 0 }
  return { contentArtifactId: blobToUuid(raw.id), stored }
}

const SAME_SECOND = `SELECT 1 FROM core_contentartifact ca CROSS JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE ca.relative_path = ? AND a.sha256 <> ? AND a.pulp_created / 1000 = ? LIMIT 1`

/** Whether another file at this path was stored in the same second, so that its date says nothing. */
export function dateIsAmbiguous(catalogue: Catalogue, path: string, sha256: string, second: number): boolean {
  return catalogue.prepare(SAME_SECOND).get(path, Buffer.from(sha256, 'hex'), second) !== undefined
}
