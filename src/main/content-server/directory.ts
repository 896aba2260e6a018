/** What lies in a folder of a site. Sub-folders are skipped over by the index, so that a folder costs what it shows, not what lies below it. */
import type { Catalogue } from '#engine/db/catalogue'
import { uuidToBlob } from '#engine/db/column'
import { IN_VERSION } from '#engine/repository/version'
import type { Site } from './site.ts'

export interface DirectoryEntry {
  /** Ends with a slash for a folder. */
  readonly name: string
  /** When the file came into the repository, in milliseconds; null for folders. */
  readonly date: number | null
  /** Bytes; null for folders and where no upstream says. */
  readonly size: number | null
}

interface RawRow {
  path: string
  size: number | null
  date: number | null
}

/** Rows read at once. */
const CHUNK = 256
/** The first character after the slash; whatever lies below `a/` sorts before `a0`. */
const AFTER_SLASH = '0'
const LAST = '\u{10ffff}'

const SIZE = `COALESCE(a.size, (SELECT MAX(ra.size) FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id)) AS size`

/** When the version appeared that brought a member, or the one that took over its changes. */
const CAME = `(SELECT v.pulp_created FROM core_repositoryversion v
    WHERE v.repository_id = m.repository_id AND v.number >= m.version_added AND v.complete = 1 ORDER BY v.number LIMIT 1)`

const PUBLISHED = `SELECT pa.relative_path AS path, ${SIZE}, COALESCE((
    SELECT ${CAME} FROM core_repositorycontent m
    WHERE m.repository_id = ? AND m.content_id = ca.content_id AND ${IN_VERSION} LIMIT 1), p.pulp_created) AS date
  FROM core_publishedartifact pa JOIN core_publication p ON p.pulp_id = pa.publication_id
  JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE pa.publication_id = ? AND pa.relative_path >= ? AND pa.relative_path < ? ORDER BY pa.relative_path LIMIT ?`

const OF_VERSION = `SELECT ca.relative_path AS path, ${SIZE}, ${CAME} AS date
  FROM core_contentartifact ca CROSS JOIN core_repositorycontent m ON m.content_id = ca.content_id AND m.repository_id = ?
  LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE ca.relative_path >= ? AND ca.relative_path < ? AND ${IN_VERSION} ORDER BY ca.relative_path LIMIT ?`

type Rows = (from: string, to: string, limit: number) => RawRow[]

/** Entries of a folder (`''` or a path with a slash at its end), by name; null when there is no such folder. */
export function listFolder(catalogue: Catalogue, site: Site, folder: string): DirectoryEntry[] | null {
  const found = new Map<string, DirectoryEntry>()
  for (const rows of sourcesOf(catalogue, site)) {
    for (const entry of children(rows, folder)) if (!found.has(entry.name)) found.set(entry.name, entry)
  }
  if (found.size === 0) return folder === '' && site.version ? [] : null
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether anything lies below the folder. */
export function folderExists(catalogue: Catalogue, site: Site, folder: string): boolean {
  return sourcesOf(catalogue, site).some((rows) => rows(folder, endOf(folder), 1).length > 0)
}

function sourcesOf(catalogue: Catalogue, { publication, version }: Site): Rows[] {
  if (!version) return []
  const repository = uuidToBlob(version.repositoryId)
  const { number } = version
  const sources: Rows[] = []
  if (publication) {
    const id = uuidToBlob(publication.id)
    sources.push((from, to, limit) => {
      return catalogue.prepare(PUBLISHED).all(repository, number, number, id, from, to, limit) as RawRow[]
    })
  }
  if (!publication || publication.passThrough) {
    sources.push((from, to, limit) => {
      return catalogue.prepare(OF_VERSION).all(repository, from, to, number, number, limit) as RawRow[]
    })
  }
  return sources
}

function endOf(folder: string): string {
  return folder === '' ? LAST : folder.slice(0, -1) + AFTER_SLASH
}

function* children(rows: Rows, folder: string): Generator<DirectoryEntry> {
  const end = endOf(folder)
  let from = folder
  let passed: string | null = null
  for (;;) {
    const chunk = rows(from, end, CHUNK)
    for (const { path, size, date } of chunk) {
      if (passed !== null && path.startsWith(passed)) continue
      const slash = path.indexOf('/', folder.length)
      if (slash === -1) {
        yield { name: path.slice(folder.length), date, size }
        from = `${path}\u0001`
      } else {
        passed = path.slice(0, slash + 1)
        yield { name: passed.slice(folder.length), date: null, size: null }
        from = endOf(passed)
      }
    }
    if (chunk.length < CHUNK) return
  }
}

/** Names below a path among the base paths of distributions that are shown: the first segment of what follows, with a slash. */
export function listDistributions(catalogue: Catalogue, folder: string): DirectoryEntry[] | null {
  const sql = `SELECT base_path AS path FROM core_distribution
    WHERE hidden = 0 AND content_guard_id IS NULL AND base_path >= ? AND base_path < ? ORDER BY base_path`
  const rows = catalogue.prepare(sql).all(folder, endOf(folder)) as { path: string }[]
  if (rows.length === 0 && folder !== '') return null
  const names = new Set(rows.map(({ path }) => `${path.slice(folder.length).split('/')[0]}/`))
  return [...names].map((name) => ({ name, date: null, size: null }))
}
