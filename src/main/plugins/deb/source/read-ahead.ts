/** What a sync of a mirror would fetch, read from its indices before the mirror is made. Nothing is kept but those, for a while. */
import { type Engine, type InstanceOf, type TaskContext, withPreview } from '#plugin-api'
import { AptRemote, type AptRepository } from '../model/resource.ts'
import { fetchReleases, loadIndices, type LoadedSuite, type PlannedSuite, planSuites } from '../sync/load.ts'
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

/** Compressed, of all suites together: what is more takes longer to read than anybody waits for a preview. */
const MOST_INDEX_BYTES = 32 * 1024 ** 2

/** How large whole suites are: what their indices list, or where those are large what their Release files say of them. */
export interface Outline {
  /** Null when the indices were not read. */
  listed: { files: number; bytes: number } | null
  metadata: number
}

/** @throws StillwaterError `deb.*`, `signature.*`, `download.*` */
export async function outline(
  engine: Engine,
  remote: Partial<typeof AptRemote.$insert>,
  facts: Facts,
  signal: AbortSignal,
): Promise<Outline> {
  return await previewing(engine, remote, signal, async (context, preview) => {
    const repository = facts as InstanceOf<typeof AptRepository>
    const fetched = await fetchReleases(context, preview, repository)
    const planned = planSuites(preview, repository, fetched)
    if (planned.reduce((sum, { plan }) => sum + indexBytes(plan), 0) > MOST_INDEX_BYTES)
      return { listed: null, metadata: planned.reduce((sum, one) => sum + plannedBytes(one), 0) }
    const { files, bytes, metadata } = await read(context, preview, repository, fetched)
    return { listed: { files, bytes }, metadata }
  })
}

const indexBytes = ({ read: indices }: PlannedSuite['plan']): number =>
  indices.reduce((sum, { variants }) => sum + (variants[0]?.size ?? 0), 0)

const plannedBytes = ({ files, plan }: PlannedSuite): number =>
  [...files.values(), ...plan.keep.map(({ entry }) => entry)].reduce((sum, { size }) => sum + size, indexBytes(plan))

/** @throws StillwaterError `deb.*`, `signature.*`, `download.*` */
export async function readAhead(
  engine: Engine,
  remote: Partial<typeof AptRemote.$insert>,
  facts: Facts,
  signal: AbortSignal,
): Promise<ReadAhead> {
  return await previewing(engine, remote, signal, async (context, preview) => {
    const repository = facts as InstanceOf<typeof AptRepository>
    return await read(context, preview, repository, await fetchReleases(context, preview, repository))
  })
}

type Facts = Pick<InstanceOf<typeof AptRepository>, 'verbatim' | 'retain_package_versions'>
type Previewed = InstanceOf<typeof AptRemote>

function previewing<T>(
  engine: Engine,
  remote: Partial<typeof AptRemote.$insert>,
  signal: AbortSignal,
  body: (context: TaskContext, preview: Previewed) => Promise<T>,
): Promise<T> {
  // On demand: files that nothing reads are not fetched for a preview; their sizes are known.
  const values = { ...remote, policy: 'on_demand' } as Partial<Previewed>
  return withPreview(engine, AptRemote, values, signal, body)
}

async function read(
  context: TaskContext,
  preview: Previewed,
  repository: InstanceOf<typeof AptRepository>,
  fetched: Awaited<ReturnType<typeof fetchReleases>>,
): Promise<ReadAhead> {
  const suites = await loadIndices(context, preview, repository, fetched)
  for (const { indices } of suites) await keepPreviewed(context, indices)
  const wanted = await WantedPackages.of(preview, repository, suites, context.signal)
  const metadata = suites.reduce((sum, one) => sum + metadataBytes(one), 0)
  return { wanted, ...(await measure(suites, wanted)), metadata }
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
