import { type InstanceOf, unitFilter } from '#plugin-api'
import type { ChosenPackages } from '../closure/choose.ts'
import { readUnpacked } from '../compression.ts'
import { packageFromIndex, sourceFromIndex, type SourceValues } from '../control/package-fields.ts'
import { readParagraphs } from '../control/read.ts'
import type { AptRemote } from '../model/resource.ts'
import type { KnownStanzas } from './known-stanzas.ts'
import type { LoadedSuite } from './load.ts'

/** Files and bytes that the indices list, for the bars; a stanza that is wrong is found here, before any payload is fetched for nothing. */
export async function measure(
  remote: InstanceOf<typeof AptRemote>,
  suites: readonly LoadedSuite[],
  chosen: ChosenPackages | null,
  known: KnownStanzas | null = null,
): Promise<{ files: number; bytes: number }> {
  const expected = { files: 0, bytes: 0 }
  const filter = unitFilter(remote)
  const seen = new Set<string>()
  for (const loaded of suites) {
    const { suite, archive, indices } = loaded
    for (const index of indices) {
      const { wanted, entry, path, compression, limit } = index
      if (wanted.kind === 'installer' || known?.isChanged(loaded, index) === false) continue
      const name = suite.folder + entry.path
      const bytes = readUnpacked(path, compression, limit, name)
      for await (const paragraph of readParagraphs(bytes, name, known?.filter(loaded, index))) {
        const read = wanted.kind === 'sources' ? sourceFromIndex(paragraph, name) : packageFromIndex(paragraph, name)
        const subject =
          'source' in read.values && wanted.kind === 'sources' ? read.values.source : paragraph.line('Package')
        if (wanted.kind === 'packages' && chosen && !chosen.has(archive, read.values.relative_path)) continue
        if (wanted.kind === 'sources' && chosen && !chosen.hasSource(read.values as SourceValues)) continue
        if (filter && !filter({ paths: [read.values.relative_path], names: [subject ?? ''] })) continue
        if (seen.has(read.values.relative_path)) continue
        // Letters of its own: a part of a stanza would keep all of that in memory.
        seen.add(Buffer.from(read.values.relative_path).toString())
        for (const { size } of [read.listed].flat()) {
          expected.files += 1
          expected.bytes += size
        }
      }
    }
  }
  return expected
}
