import { StillwaterError } from '#shared/error'
import { uuidToBlob, type VersionBuilder } from '#plugin-api'

const MEMBER = `EXISTS (SELECT 1 FROM core_repositorycontent o
  WHERE o.repository_id = @repository AND o.content_id = other.pulp_id AND o.version_removed IS NULL)`

/** Files that are new and have others below them: whatever lies below `a/` sorts after `a/` and before `a0`. */
const WITH_FILES_BELOW = `SELECT f.relative_path AS path FROM core_repositorycontent m CROSS JOIN file_filecontent f ON f.pulp_id = m.content_id
  WHERE m.repository_id = @repository AND m.version_added = @number AND EXISTS (
    SELECT 1 FROM file_filecontent other WHERE other.relative_path > f.relative_path || '/' AND other.relative_path < f.relative_path || '0' AND ${MEMBER})
  LIMIT 1`

const NEW_PATHS = `SELECT f.relative_path AS path, m.content_id AS id FROM core_repositorycontent m INDEXED BY core_repositorycontent_added
  CROSS JOIN file_filecontent f ON f.pulp_id = m.content_id
  WHERE m.repository_id = @repository AND m.version_added = @number AND m.content_id > @after ORDER BY m.content_id LIMIT 1000`

const IS_FILE = `SELECT 1 FROM file_filecontent other WHERE other.relative_path = @path AND ${MEMBER} LIMIT 1`

/** Every folder above a path: `a/b` and `a` for `a/b/c`. */
function* foldersAbove(path: string): Generator<string> {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) yield path.slice(0, end)
}

/** A folder of a new file that an older member has as a file. */
function folderThatIsFile({ catalogue, number }: VersionBuilder, repository: Buffer): string | null {
  const known = new Set<string>()
  let after: Buffer = Buffer.alloc(0)
  for (;;) {
    const rows = catalogue.prepare(NEW_PATHS).all({ repository, number, after }) as { path: string; id: Buffer }[]
    const last = rows.at(-1)
    if (!last) return null
    for (const { path } of rows) {
      for (const folder of foldersAbove(path)) {
        // New files mostly share their folders; more of them than fit are looked up again.
        if (known.has(folder)) break
        if (catalogue.prepare(IS_FILE).get({ repository, path: folder })) return folder
        if (known.size < 10_000) known.add(folder)
      }
    }
    after = last.id
  }
}

/**
 * Refuses a version in which a path is a file and a folder at once. Looks at what is new and what is next to it, not at the whole version.
 * @throws StillwaterError `file.path_is_folder`
 */
export function refuseFileAsFolder(version: VersionBuilder): void {
  const repository = uuidToBlob(version.repository.pulp_id)
  const { added, present } = version.summary()
  const below = version.catalogue.prepare(WITH_FILES_BELOW).get({ repository, number: version.number }) as
    | { path: string }
    | undefined
  const allNew = added['file.file'] === present['file.file']
  const path = below?.path ?? (allNew ? null : folderThatIsFile(version, repository))
  if (path !== null) throw new StillwaterError('file.path_is_folder', { path }, { status: 400 })
}
