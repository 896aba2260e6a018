/** Translations and other files of a suite that are published as upstream has them. */
import { readFile } from 'node:fs/promises'
import { type Catalogue, findArtifact, parseClearSigned, type TaskContext, uuidToBlob, blobToUuid } from '#plugin-api'
import { parseRelease, type ReleaseFacts } from '../release/release-file.ts'
import type { ListedIndex } from './release-text.ts'
import type { SuiteContent } from './version-content.ts'

export interface UpstreamFile {
  contentArtifactId: string
  /** The file itself, then its plain form where upstream's Release lists one. */
  entries: ListedIndex[]
}

/** Upstream's Release as the version keeps it, or null. */
async function upstreamRelease(context: TaskContext, suite: SuiteContent): Promise<ReleaseFacts | null> {
  const named = (name: string) =>
    suite.releaseFiles.find(({ relative_path: path }) => path.endsWith(`/${name}`) || path === name)
  const file = named('InRelease') ?? named('Release')
  const artifact = file && findArtifact(context.catalogue, { sha256: file.sha256 })
  const path = artifact && context.storage.path(file.sha256)
  if (!file || !path) return null
  const bytes = await readFile(path)
  const text = file.relative_path.endsWith('InRelease') ? parseClearSigned(bytes).text : bytes
  return parseRelease(text, file.relative_path)
}

/** Kinds of files that describe packages. Of the installer Release lists the lists alone. */
const DESCRIBES = /\/(i18n|cnf|dep11)\/|(^|\/)Contents-/

/** What of upstream's files still fits the suite as it is published. */
export async function upstreamFiles(
  context: TaskContext,
  suite: SuiteContent,
  folder: string,
): Promise<UpstreamFile[]> {
  const wanted = [...suite.generic.filter(({ relative_path: path }) => DESCRIBES.test(path)), ...suite.installer]
  if (wanted.length === 0) return []
  const release = await upstreamRelease(context, suite)
  return wanted.flatMap(({ pulp_id: id, relative_path: relativePath, sha256 }) => {
    const path = relativePath.slice(folder.length)
    const entry = release?.entries.get(path)
    const contentArtifactId = contentArtifactOf(context.catalogue, id)
    if (entry?.digests.sha256 !== sha256 || contentArtifactId === null) return []
    const plain = release?.entries.get(path.replace(/\.(xz|zst|gz|bz2)$/, ''))
    return [{ contentArtifactId, entries: plain && plain !== entry ? [entry, plain] : [entry] }]
  })
}

/** Files below the lists of the installer that are published: those lists say what they are, and Release does not. */
export function installerFiles(
  context: TaskContext,
  suite: SuiteContent,
): { relativePath: string; contentArtifactId: string }[] {
  const folders = suite.installer.map(({ relative_path: path }) => path.slice(0, path.lastIndexOf('/') + 1))
  return suite.generic.flatMap(({ pulp_id: id, relative_path: relativePath }) => {
    const isBelow = folders.some((folder) => relativePath.startsWith(folder)) && !DESCRIBES.test(relativePath)
    const contentArtifactId = isBelow ? contentArtifactOf(context.catalogue, id) : null
    return contentArtifactId === null ? [] : [{ relativePath, contentArtifactId }]
  })
}

function contentArtifactOf(catalogue: Catalogue, contentId: string): string | null {
  const sql = 'SELECT pulp_id AS id FROM core_contentartifact WHERE content_id = ? LIMIT 1'
  const row = catalogue.prepare(sql).get(uuidToBlob(contentId)) as { id: Buffer } | undefined
  return row ? blobToUuid(row.id) : null
}
