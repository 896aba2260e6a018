/** Which unit is in which mirror. */
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Catalogue } from '../db/catalogue.ts'
import type { Reader, ReadValue } from '../db/reader.ts'
import { IN_VERSION, type VersionRef } from '../repository/version.ts'
import { trigramMatch } from './trigram.ts'

/** Matches looked at; whoever gets as many should say more precisely what is wanted. */
export const MOST_MATCHES = 2000

export interface SearchQuery {
  /** Words that must all occur in a unit's name or path, in any case. */
  text: string
  /** Only units of this type. */
  pulpType: string | null
  /** Only units that are or were in this repository. */
  repositoryId: string | null
  /** Only units that this version holds. */
  version?: VersionRef
}

/** A unit that was found, and what it was found by. */
export interface Match {
  contentId: string
  name: string
}

export interface Matches {
  /** In the order in which they are shown, at most MOST_MATCHES. */
  matches: Match[]
  /** Whether there are more than that. */
  more: boolean
}

const likeOf = (word: string): string => `%${word.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`

const VISIBLE = `EXISTS (SELECT 1 FROM core_repositorycontent m JOIN core_repository r ON r.pulp_id = m.repository_id
  WHERE m.content_id = s.content_id AND r.user_hidden = 0 AND (? IS NULL OR m.repository_id = ?))`
const HELD = `EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.content_id = s.content_id AND m.repository_id = ? AND ${IN_VERSION})`
const OF_TYPE = '(? IS NULL OR (SELECT pulp_type FROM core_content WHERE pulp_id = s.content_id) = ?)'

/** A question to the catalogue, and whether it is answered in some milliseconds. */
interface Plan {
  sql: string
  values: ReadValue[]
  isQuick: boolean
}

/** The index narrows it down to names that hold the letters of every word; where no word is long enough, every name is looked at. */
function planOf(
  catalogue: Catalogue,
  words: readonly string[],
  { pulpType, repositoryId, version }: SearchQuery,
): Plan {
  const { match, isQuick } = trigramMatch(catalogue, words)
  const from =
    match === null
      ? 'core_searchname s WHERE ? IS NULL AND'
      : 'core_searchtrigram t CROSS JOIN core_searchname s ON s.id = t.rowid WHERE t.core_searchtrigram MATCH ? AND'
  const like = words.map(() => `s.name LIKE ? ESCAPE '\\'`).join(' AND ')
  const sql = `SELECT s.content_id AS id, s.name AS name FROM ${from} ${like} AND ${OF_TYPE} AND ${version ? HELD : VISIBLE} LIMIT ${MOST_MATCHES + 1}`
  const repository = repositoryId && uuidToBlob(repositoryId)
  const where = version ? [uuidToBlob(version.repositoryId), version.number, version.number] : [repository, repository]
  return { sql, values: [match, ...words.map(likeOf), pulpType, pulpType, ...where], isQuick }
}

/**
 * Finds units by parts of their names. What has to walk many names does so in the reader's thread, so that others are answered meanwhile; the
 * rest is read here, in less time than it takes to ask.
 */
export async function findUnits(catalogue: Catalogue, reader: Reader, query: SearchQuery): Promise<Matches> {
  const words = query.text.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return { matches: [], more: false }
  const { sql, values, isQuick } = planOf(catalogue, words, query)
  const found = isQuick ? catalogue.prepare(sql).all(...values) : await reader.all(sql, values)
  const rows = found as { id: Uint8Array; name: string }[]
  return { matches: inOrder(rows.slice(0, MOST_MATCHES), words[0] ?? ''), more: rows.length > MOST_MATCHES }
}

const collator = new Intl.Collator('en', { numeric: true })

/** Names that begin with the first word come first, those that have it at the beginning of a segment next; a unit comes once. */
function inOrder(rows: readonly { id: Uint8Array; name: string }[], word: string): Match[] {
  const first = word.toLowerCase()
  const ranked = rows.map(({ id, name }) => ({
    contentId: blobToUuid(id),
    name,
    rank: rankOf(name.toLowerCase(), first),
  }))
  ranked.sort((a, b) => a.rank - b.rank || collator.compare(a.name, b.name) || (a.contentId < b.contentId ? -1 : 1))
  const seen = new Set<string>()
  return ranked.flatMap(({ contentId, name }) => {
    if (seen.has(contentId)) return []
    seen.add(contentId)
    return [{ contentId, name }]
  })
}

function rankOf(name: string, word: string): number {
  if (name.startsWith(word)) return 0
  return name.includes(`/${word}`) ? 1 : 2
}

/** Versions of a repository without a gap, both inclusive. */
export interface VersionRange {
  first: number
  last: number
}

/** Where one unit is or was. */
export interface Whereabouts {
  repositoryId: string
  name: string
  pulpType: string
  versions: VersionRange[]
  /** Whether the newest version has it. */
  present: boolean
}

interface RawMembership {
  repository_id: Buffer
  name: string
  pulp_type: string
  first: number | null
  last: number | null
  latest: number
}

/** Versions that were deleted are none: a range begins and ends with one that is there. */
const WHEREABOUTS = `SELECT m.repository_id, r.name, r.pulp_type,
    (SELECT MIN(v.number) FROM core_repositoryversion v
      WHERE v.repository_id = m.repository_id AND v.complete = 1 AND v.number >= m.version_added) AS first,
    (SELECT MAX(v.number) FROM core_repositoryversion v
      WHERE v.repository_id = m.repository_id AND v.complete = 1 AND v.number < COALESCE(m.version_removed, 9e15)) AS last,
    (SELECT MAX(v.number) FROM core_repositoryversion v WHERE v.repository_id = m.repository_id AND v.complete = 1) AS latest
  FROM core_repositorycontent m JOIN core_repository r ON r.pulp_id = m.repository_id
  WHERE m.content_id = ? AND r.user_hidden = 0 ORDER BY r.name, m.version_added`

/** Every repository that has or had the unit in a version that is still there, by name. */
export function whereaboutsOf(catalogue: Catalogue, contentId: string): Whereabouts[] {
  const found = new Map<string, Whereabouts>()
  for (const row of catalogue.prepare(WHEREABOUTS).all(uuidToBlob(contentId)) as RawMembership[]) {
    if (row.first === null || row.last === null || row.first > row.last) continue
    const repositoryId = blobToUuid(row.repository_id)
    const known = found.get(repositoryId) ?? {
      repositoryId,
      name: row.name,
      pulpType: row.pulp_type,
      versions: [],
      present: false,
    }
    known.versions.push({ first: row.first, last: row.last })
    known.present ||= row.last === row.latest
    found.set(repositoryId, known)
  }
  return [...found.values()]
}

/** `missing` is a file that is neither here nor to be had anywhere. */
export type FileState = 'stored' | 'on_demand' | 'missing'

export interface FoundFile {
  relative_path: string
  /** Bytes; null when upstream does not say. */
  size: number | null
  state: FileState
}

const FILES = `SELECT ca.relative_path, COALESCE(a.size, (SELECT MAX(ra.size) FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id)) AS size,
    CASE WHEN a.pulp_id IS NOT NULL THEN 'stored'
      WHEN EXISTS (SELECT 1 FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id) THEN 'on_demand' ELSE 'missing' END AS state
  FROM core_contentartifact ca LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id WHERE ca.content_id = ? ORDER BY ca.relative_path`

export function filesOf(catalogue: Catalogue, contentId: string): FoundFile[] {
  return catalogue.prepare(FILES).all(uuidToBlob(contentId)) as FoundFile[]
}
