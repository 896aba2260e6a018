/** Files of the Debian installer, as SHA256SUMS lists them. */
import { isDigest } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'
import { readUnpacked } from '../compression.ts'
import type { ReleaseEntry } from '../release/release-file.ts'
import type { LoadedIndex } from './fetch-index.ts'

const MAX_SUMS = 16 * 1024 * 1024

/** Entries below the suite's folder; such lists tell no sizes. @throws StillwaterError `deb.installer_invalid` */
export async function installerFiles(
  index: LoadedIndex,
): Promise<(Omit<ReleaseEntry, 'size'> & { size: number | null })[]> {
  const { path: file } = index.entry
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  const chunks: Uint8Array[] = []
  for await (const chunk of readUnpacked(index.path, index.compression, MAX_SUMS, file)) chunks.push(chunk)
  const lines = Buffer.concat(chunks).toString('utf8').split('\n')
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    const [, digest = '', name = ''] = /^([0-9a-fA-F]{64}) [ *](?:\.\/)?(.+)$/.exec(line.trimEnd()) ?? []
    const sha256 = digest.toLowerCase()
    if (!isDigest('sha256', sha256) || relativePathProblem(name) !== null) {
      throw new StillwaterError('deb.installer_invalid', { file, line: at + 1 }, { status: 400 })
    }
    return [{ path: folder + name, size: null, digests: { sha256 } }]
  })
}
