/** Contents files: which package a path belongs to. Source: wiki.debian.org/DebianRepository/Format, "Contents" indices. */
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { blobToUuid, IN_VERSION, ScratchPairs, type TaskContext, uuidToBlob, type VersionRef } from '#plugin-api'
import { FileLists, type StoredPackage } from './file-list.ts'

/** Packages that are named where they could not be read. */
const MAX_NAMED = 20

interface Row {
  id: Buffer
  package: string
  section: string | null
  relative_path: string
  sha256: Buffer | null
}

/** Packages whose files are not known, by path in the archive. */
export type Unread = Set<string>

/** Where packages are listed. */
export interface ContentsScope {
  componentId: string
  architecture: string
}

function packagesOf(
  { catalogue }: TaskContext,
  version: VersionRef,
  { componentId, architecture }: ContentsScope,
): Row[] {
  const sql = `SELECT DISTINCT p.pulp_id AS id, p.package, p.section, p.relative_path, a.sha256 FROM deb_packagereleasecomponent c
    CROSS JOIN core_repositorycontent m ON m.content_id = c.pulp_id CROSS JOIN deb_package p ON p.pulp_id = c.package_id
    LEFT JOIN core_contentartifact ca ON ca.content_id = p.pulp_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
    WHERE c.release_component_id = ? AND p.architecture IN (?, 'all') AND m.repository_id = ? AND ${IN_VERSION}
    ORDER BY p.package, p.version, p.relative_path`
  const bind = [uuidToBlob(componentId), architecture, uuidToBlob(version.repositoryId), version.number, version.number]
  return catalogue.prepare(sql).all(...bind) as Row[]
}

/** Gathers the files of the packages of a component for one architecture, and hands their lines in the order of paths to `write`. */
export async function withContents(
  context: TaskContext,
  version: VersionRef,
  scope: ContentsScope,
  unread: Unread,
  write: (lines: Iterable<string>) => Promise<void>,
): Promise<void> {
  const pairs = new ScratchPairs(join(context.tempDir, `contents-${scope.componentId}-${scope.architecture}`))
  const lists = new FileLists(context)
  try {
    for (const row of packagesOf(context, version, scope)) {
      await setImmediate(undefined, { signal: context.signal })
      const one: StoredPackage = {
        id: blobToUuid(row.id),
        path: row.relative_path,
        sha256: row.sha256 && row.sha256.toString('hex'),
      }
      const paths = await lists.of(one)
      if (!paths) unread.add(row.relative_path)
      const name = row.section === null ? row.package : `${row.section}/${row.package}`
      for (const path of paths ?? []) pairs.add(path, name)
    }
    lists.keep()
    await write(linesOf(pairs))
  } finally {
    pairs.close()
  }
}

/** `usr/bin/hello  devel/hello,misc/other`, each path once. */
function* linesOf(pairs: ScratchPairs): Generator<string, void, undefined> {
  let path: string | null = null
  let names: string[] = []
  for (const [key, name] of pairs.sorted()) {
    if (key !== path) {
      if (path !== null) yield `${path} ${names.join(',')}\n`
      path = key
      names = []
    }
    if (names.at(-1) !== name) names.push(name)
  }
  if (path !== null) yield `${path} ${names.join(',')}\n`
}

/** Says which packages have no lines, since nobody has downloaded them or they cannot be read. */
export function reportUnread(context: TaskContext, unread: Unread): void {
  if (unread.size === 0) return
  const named = [...unread].slice(0, MAX_NAMED)
  const more = unread.size > named.length ? `, and ${unread.size - named.length} more` : ''
  const message = `Contents without packages that are not downloaded or cannot be read: ${named.join(', ')}${more}`
  context.progress({ message, code: 'publish.contents_unread', total: unread.size, done: unread.size }).finish()
}
