/** Indices that a preview has fetched, kept in the temporary folder for the sync that comes after it. */
import { link } from 'node:fs/promises'
import { join } from 'node:path'
import { type TaskContext, TemporaryFile } from '#plugin-api'
import type { ReleaseEntry } from '../release/release-file.ts'
import type { LoadedIndex } from './fetch-index.ts'

const pathOf = ({ folder }: TaskContext, sha256: string): string => join(folder.tmp, `deb-index-${sha256}`)

/** Keeps what a preview fetched. The daily clean-up and the next start remove it. */
export async function keepPreviewed(context: TaskContext, indices: readonly LoadedIndex[]): Promise<void> {
  for (const { file } of indices) {
    if (!file?.digests.sha256) continue
    // It is there already, or the file system knows no links: then the sync fetches the index itself.
    await link(file.path, pathOf(context, file.digests.sha256)).catch(() => undefined)
  }
}

/** The index as a preview has left it, checked again; null when there is none. */
export async function findPreviewed(context: TaskContext, entry: ReleaseEntry): Promise<TemporaryFile | null> {
  const { sha256 } = entry.digests
  if (sha256 === undefined) return null
  try {
    return await TemporaryFile.initAndValidate(pathOf(context, sha256), {
      dir: context.tempDir,
      allowed: context.settings.ALLOWED_CONTENT_CHECKSUMS,
      expectedDigests: entry.digests,
      expectedSize: entry.size,
      name: entry.path,
    })
  } catch {
    return null
  }
}
