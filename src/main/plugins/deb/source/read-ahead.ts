/** What a sync of a mirror would fetch, read from its indices before the mirror is made. Nothing is kept but those, for a while. */
import { type Engine, type InstanceOf, withPreview } from '#plugin-api'
import { AptRemote, type AptRepository } from '../model/resource.ts'
import { fetchReleases, loadIndices, type LoadedSuite } from '../sync/load.ts'
import { measure } from '../sync/measure.ts'
import { keepPreviewed } from '../sync/previewed-index.ts'
import { WantedPackages } from '../sync/wanted.ts'

export interface ReadAhead {
  wanted: WantedPackages
  /** Of packages and their sources. */
  files: number
  bytes: number
  /** Bytes of Release and index files. */
  metadata: number
}

/** @throws StillwaterError `deb.*`, `signature.*`, `download.*` */
export async function readAhead(
  engine: Engine,
  remote: Partial<typeof AptRemote.$insert>,
  facts: Pick<InstanceOf<typeof AptRepository>, 'verbatim' | 'retain_package_versions'>,
  signal: AbortSignal,
): Promise<ReadAhead> {
  // On demand: files that nothing reads are not fetched for a preview; their sizes are known.
  const values = { ...remote, policy: 'on_demand' } as Partial<InstanceOf<typeof AptRemote>>
  return await withPreview(engine, AptRemote, values, signal, async (context, preview) => {
    const repository = facts as InstanceOf<typeof AptRepository>
    const fetched = await fetchReleases(context, preview, repository)
    const suites = await loadIndices(context, preview, repository, fetched)
    for (const { indices } of suites) await keepPreviewed(context, indices)
    const wanted = await WantedPackages.of(preview, repository, suites, signal)
    const metadata = suites.reduce((sum, one) => sum + metadataBytes(one), 0)
    return { wanted, ...(await measure(suites, wanted)), metadata }
  })
}

/** Bytes of a suite's Release and index files. */
function metadataBytes({ files, indices, kept }: LoadedSuite): number {
  const sizes = [
    ...[...files.values()].map(({ size }) => size),
    ...indices.map(({ entry }) => entry.size),
    ...kept.map((one) => one.kept.entry.size),
  ]
  return sizes.reduce((sum, size) => sum + size, 0)
}
