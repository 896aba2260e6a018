/** What of an alternate content source is looked at, and where. Source: Pulp's AlternateContentSourcePath. */
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { relativePathProblem } from '#shared/relative-path'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'

export interface AlternatePath {
  id: string
  /** Relative to the remote's address; empty for the address itself. */
  path: string
  /** Hidden; null before the first refresh. */
  repositoryId: string | null
}

interface Row {
  id: Buffer
  path: string
  repository: Buffer | null
}

/** The paths of a source, in the order in which they were given. */
export function pathsOf(catalogue: Catalogue, sourceId: string): AlternatePath[] {
  const sql = `SELECT pulp_id AS id, path, repository_id AS repository FROM core_alternatecontentsourcepath
    WHERE alternate_content_source_id = ? ORDER BY pulp_id`
  return (catalogue.prepare(sql).all(uuidToBlob(sourceId)) as Row[]).map(({ id, path, repository }) => ({
    id: blobToUuid(id),
    path,
    repositoryId: repository && blobToUuid(repository),
  }))
}

/**
 * Sets the paths of a source; what is known of those that stay is kept, the hidden repositories of those that go are gone with them.
 * @throws StillwaterError `path.invalid`
 */
export function setPaths(catalogue: Catalogue, sourceId: string, paths: readonly string[]): void {
  const wanted = new Set(paths.length === 0 ? [''] : paths)
  for (const path of wanted) {
    const problem = path === '' ? null : relativePathProblem(path)
    if (problem) throw new StillwaterError('path.invalid', { path, problem }, { status: 400 })
  }
  catalogue.transaction(() => {
    const known = pathsOf(catalogue, sourceId)
    const remove = catalogue.prepare('DELETE FROM core_alternatecontentsourcepath WHERE pulp_id = ?')
    for (const { id, path } of known) if (!wanted.has(path)) remove.run(uuidToBlob(id))
    const insert = catalogue.prepare(
      'INSERT INTO core_alternatecontentsourcepath (pulp_id, pulp_created, alternate_content_source_id, path) VALUES (?, ?, ?, ?)',
    )
    for (const path of wanted)
      if (!known.some((one) => one.path === path))
        insert.run(uuidToBlob(uuidv7()), Date.now(), uuidToBlob(sourceId), path)
  })
}

/** The address of a path below a remote's. */
export function addressOf(remoteUrl: string, path: string): string {
  if (path === '') return remoteUrl
  const base = new URL(remoteUrl)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return new URL(path.split('/').map(encodeURIComponent).join('/'), base).href
}
