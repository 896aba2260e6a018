import { setImmediate } from 'node:timers/promises'
import { blobToUuid, IN_VERSION, type TaskContext, uuidToBlob, type VersionRef } from '#plugin-api'
import { Stanza } from '../closure/stanza.ts'
import { type Paragraph, parseParagraph } from '../control/paragraph.ts'

/** What apt gives suites that say nothing of it. */
const PIN = 500
/** Stanzas read before somebody else gets a turn. */
const AT_ONCE = 500

interface PackageRow {
  paragraph: string
  relative_path: string
  size: number
}

/** The packages of a version, by name, as its stanzas describe them. */
export async function* stanzasOfVersion(
  { catalogue, signal }: Pick<TaskContext, 'catalogue' | 'signal'>,
  version: VersionRef,
): AsyncGenerator<{ id: string; paragraph: Paragraph; stanza: Stanza }, void, undefined> {
  const sql = `SELECT p.pulp_id AS id FROM core_repositorycontent m CROSS JOIN deb_package p ON p.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} ORDER BY p.package, p.version, p.architecture, p.relative_path`
  const ids = catalogue.prepare(sql).all(uuidToBlob(version.repositoryId), version.number, version.number)
  const read = catalogue.prepare('SELECT paragraph, relative_path, size FROM deb_package WHERE pulp_id = ?')
  for (const [index, { id }] of (ids as { id: Buffer }[]).entries()) {
    if (index % AT_ONCE === 0) await setImmediate(undefined, { signal })
    const { paragraph: text, relative_path: path, size } = read.get(id) as PackageRow
    const paragraph = parseParagraph(text, path, index + 1)
    yield { id: blobToUuid(id), paragraph, stanza: new Stanza(paragraph, path, size, PIN) }
  }
}
