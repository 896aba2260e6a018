/** Packages of a repository version as they are looked up to answer clients. */
import { type Catalogue, IN_VERSION, uuidToBlob, type VersionRef } from '#plugin-api'
import type { Manifest } from '../package/manifest.ts'

export interface StoredPackage {
  name: string
  version: string
  integrity: string
  manifest: Manifest
  relativePath: string
}

interface RawPackage {
  name: string
  version: string
  integrity: string
  manifest: string
  relative_path: string
}

const COLUMNS = 'p.name, p.version, p.integrity, p.manifest, p.relative_path'

function fromRaw(value: unknown): StoredPackage {
  const raw = value as RawPackage
  const { name, version, integrity } = raw
  return { name, version, integrity, manifest: JSON.parse(raw.manifest) as Manifest, relativePath: raw.relative_path }
}

/** All versions of a package that the repository version holds. */
export function packagesNamed(catalogue: Catalogue, version: VersionRef, name: string): StoredPackage[] {
  const sql = `SELECT ${COLUMNS} FROM npm_package p JOIN core_repositorycontent m ON m.content_id = p.pulp_id
    WHERE p.name = ? AND m.repository_id = ? AND ${IN_VERSION} ORDER BY p.version`
  const bind = [name, uuidToBlob(version.repositoryId), version.number, version.number]
  return catalogue
    .prepare(sql)
    .all(...bind)
    .map(fromRaw)
}

/** One version of each package whose name or description holds the text, by name; at most `limit` after `offset`. */
export function searchPackages(
  catalogue: Catalogue,
  version: VersionRef,
  text: string,
  page: { limit: number; offset: number },
): { names: string[]; total: number } {
  const found = `FROM npm_package p JOIN core_repositorycontent m ON m.content_id = p.pulp_id
    WHERE m.repository_id = ? AND ${IN_VERSION}
      AND (instr(lower(p.name), ?) OR instr(lower(COALESCE(json_extract(p.manifest, '$.description'), '')), ?))`
  const wanted = text.toLowerCase()
  const bind = [uuidToBlob(version.repositoryId), version.number, version.number, wanted, wanted]
  const { total } = catalogue.prepare(`SELECT COUNT(DISTINCT p.name) AS total ${found}`).get(...bind) as {
    total: number
  }
  // Packages called like the text come first.
  const rows = catalogue
    .prepare(
      `SELECT p.name AS name ${found} GROUP BY p.name ORDER BY p.name <> ?, instr(lower(p.name), ?) = 0, p.name LIMIT ? OFFSET ?`,
    )
    .all(...bind, text, wanted, page.limit, page.offset) as { name: string }[]
  return { names: rows.map(({ name }) => name), total }
}
