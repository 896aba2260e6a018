import { readUnpacked } from '../compression.ts'
import { packageFromIndex, sourceFromIndex } from '../control/package-fields.ts'
import { readParagraphs } from '../control/read.ts'
import type { Paragraph } from '../control/paragraph.ts'
import type { KnownStanzas } from './known-stanzas.ts'
import type { LoadedIndex } from './fetch-index.ts'
import type { LoadedSuite } from './load.ts'
import type { WantedPackages } from './wanted.ts'

/** Files and bytes that the indices list, for the bars; a stanza that is wrong is found here, before any payload is fetched for nothing. */
export async function measure(
  suites: readonly LoadedSuite[],
  wantedPackages: WantedPackages,
  known: KnownStanzas | null = null,
): Promise<{ files: number; bytes: number }> {
  const expected = { files: 0, bytes: 0 }
  const seen = new Set<string>()
  for (const loaded of suites) {
    const { suite, archive, indices } = loaded
    for (const index of indices) {
      const { wanted, entry, path, compression, limit } = index
      if (wanted.kind === 'installer' || known?.isChanged(loaded, index) === false) continue
      const name = suite.folder + entry.path
      const bytes = readUnpacked(path, compression, limit, name)
      for await (const paragraph of readParagraphs(bytes, name, known?.filter(loaded, index))) {
        const read = readWanted(paragraph, wanted.kind, name, archive, wantedPackages)
        if (!read || seen.has(read.path)) continue
        // Letters of its own: a part of a stanza would keep all of that in memory.
        seen.add(Buffer.from(read.path).toString())
        for (const { size } of read.files) {
          expected.files += 1
          expected.bytes += size
        }
      }
    }
  }
  return expected
}

/** Path and files of what a stanza lists; null for what is not wanted. */
function readWanted(
  paragraph: Paragraph,
  kind: LoadedIndex['wanted']['kind'],
  name: string,
  archive: string,
  wanted: WantedPackages,
): { path: string; files: readonly { size: number }[] } | null {
  if (kind === 'sources') {
    const { values, listed } = sourceFromIndex(paragraph, name)
    return wanted.hasSource(values) ? { path: values.relative_path, files: listed } : null
  }
  const { values, listed } = packageFromIndex(paragraph, name)
  const isWanted = kind === 'udebs' ? wanted.hasInstallerPackage(values) : wanted.hasPackage(archive, values)
  return isWanted ? { path: values.relative_path, files: [listed] } : null
}
