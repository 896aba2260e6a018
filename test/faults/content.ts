/** What versions and publications hold, read without the product's own ways of asking. */
import { createHash } from 'node:crypto'
import type { Engine } from '../../src/main/engine/engine.ts'
import { blobToUuid, uuidToBlob } from '../../src/main/engine/db/column.ts'

const MEMBERS = `FROM core_repositorycontent m JOIN core_repositoryversion v ON v.repository_id = m.repository_id
  AND m.version_added <= v.number AND (m.version_removed IS NULL OR m.version_removed > v.number)`

export interface KnownVersion {
  repository: string
  number: number
  /** The root that was fixed when it was made, in hexadecimal. */
  root: string
  /** Digest of its content as it is read here: it must never change either, and does not depend on how roots are made. */
  content: string
}

/** Number of the newest complete version. */
export function latestNumber({ catalogue }: Engine, repository: string): number {
  const sql = 'SELECT MAX(number) AS n FROM core_repositoryversion WHERE repository_id = ? AND complete = 1'
  return (catalogue.prepare(sql).get(uuidToBlob(repository)) as { n: number }).n
}

/** `path sha256` of every file, or `name@version integrity` of every package, of a version (default: the newest complete one), sorted. */
export function contentOf(engine: Engine, repository: string, number = latestNumber(engine, repository)): string[] {
  const lines = (select: string, table: string): string[] =>
    (
      engine.catalogue
        .prepare(
          `SELECT ${select} AS line ${MEMBERS} JOIN ${table} d ON d.pulp_id = m.content_id WHERE m.repository_id = ? AND v.number = ?`,
        )
        .all(uuidToBlob(repository), number) as { line: string }[]
    ).map(({ line }) => line)
  return [
    ...lines("d.relative_path || ' ' || lower(hex(d.digest))", 'file_filecontent'),
    ...lines("d.name || '@' || d.version || ' ' || d.integrity", 'npm_package'),
  ].toSorted()
}

/** Paths of a version whose file is not stored. */
export function missingFiles(engine: Engine, repository: string): string[] {
  const sql = `SELECT ca.relative_path AS path ${MEMBERS} JOIN core_contentartifact ca ON ca.content_id = m.content_id
    WHERE m.repository_id = ? AND v.number = ? AND ca.artifact_id IS NULL`
  const rows = engine.catalogue.prepare(sql).all(uuidToBlob(repository), latestNumber(engine, repository))
  return (rows as { path: string }[]).map(({ path }) => path)
}

/** Every complete version with the root that was fixed when it was made, and a digest of what it holds now. */
export function versionsOf(engine: Engine): KnownVersion[] {
  const rows = engine.catalogue
    .prepare(
      `SELECT r.name AS repository, r.pulp_id AS id, v.number, lower(hex(v.integrity_root)) AS root FROM core_repositoryversion v
       JOIN core_repository r ON r.pulp_id = v.repository_id WHERE v.complete = 1 ORDER BY r.name, v.number`,
    )
    .all() as { repository: string; id: Buffer; number: number; root: string }[]
  return rows.map(({ id, ...version }) => {
    const lines = contentOf(engine, blobToUuid(id), version.number)
    return { ...version, content: createHash('sha256').update(lines.join('\n')).digest('hex') }
  })
}

/** Path and digest of everything that a version's complete publications show, sorted; what several show counts once. */
export function publishedOf(engine: Engine, repository: string, number: number): string[] {
  const place = [uuidToBlob(repository), number]
  const complete = 'FROM core_publication p JOIN core_repositoryversion v ON v.pulp_id = p.repository_version_id'
  const chosen = 'p.complete = 1 AND v.repository_id = ? AND v.number = ?'
  const rows = engine.catalogue
    .prepare(
      `SELECT pa.relative_path || ' ' || lower(hex(a.sha256)) AS line ${complete}
       JOIN core_publishedartifact pa ON pa.publication_id = p.pulp_id
       JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id JOIN core_artifact a ON a.pulp_id = ca.artifact_id
       WHERE ${chosen}`,
    )
    .all(...place) as { line: string }[]
  // The others show the files of their version as they are.
  const { n: through } = engine.catalogue
    .prepare(`SELECT COUNT(*) AS n ${complete} WHERE p.pass_through = 1 AND ${chosen}`)
    .get(...place) as { n: number }
  const lines = rows.map(({ line }) => line)
  if (through > 0) lines.push(...contentOf(engine, repository, number))
  return [...new Set(lines)].toSorted()
}
