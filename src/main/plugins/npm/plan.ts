import { StillwaterError } from '#shared/error'
import { type InstanceOf, latestVersion, type TaskContext, withDownloader } from '#plugin-api'
import { planVersion } from './closure/plan-version.ts'
import { type PackumentSource, Registry } from './closure/registry.ts'
import { type Closure, resolveClosure } from './closure/resolve.ts'
import { readLockfile, type SkippedEntry, type UncheckedPackage } from './lock/read.ts'
import type { NpmRemote, NpmRepository } from './models.ts'
import { registryBase } from './package/identity.ts'
import { parseIntegrity } from './package/integrity.ts'
import { labelOf, type PlannedPackage } from './package/planned.ts'
import type { DistTags } from './packument/dist-tags.ts'
import { packagesNamed } from './packument/stored.ts'

/** What a sync will make of the repository. */
export interface SyncPlan {
  packages: PlannedPackage[]
  skipped: SkippedEntry[]
  distTags: DistTags
}

type RemoteInstance = InstanceOf<typeof NpmRemote>
type RepositoryInstance = InstanceOf<typeof NpmRepository>

/**
 * Finds out which packages the remote's lockfile and specs need. A lockfile that tells every checksum needs no request.
 * @throws StillwaterError `npm.*`, `download.*`
 */
export async function planSync(
  context: TaskContext,
  repository: RepositoryInstance,
  remote: RemoteInstance,
): Promise<SyncPlan> {
  if (remote.package_lock === null && remote.package_specs.length === 0) {
    throw new StillwaterError('npm.nothing_to_mirror', { name: remote.name }, { status: 400 })
  }
  const locked = await planLock(context, repository, remote)
  const closure = await planSpecs(context, remote)
  const packages = new Map([...closure.packages, ...locked.packages].map((one) => [labelOf(one), one]))
  for (const one of packages.values()) assertTrusted(one, context)
  return {
    packages: [...packages.values()],
    skipped: [...locked.skipped, ...closure.skipped],
    distTags: closure.distTags,
  }
}

async function planLock(
  context: TaskContext,
  repository: RepositoryInstance,
  remote: RemoteInstance,
): Promise<Pick<Closure, 'packages' | 'skipped'>> {
  if (remote.package_lock === null) return { packages: [], skipped: [] }
  const progress = context.progress({ message: 'Parsing Metadata', code: 'sync.parsing.metadata' })
  const { packages, unchecked, skipped } = readLockfile(remote.package_lock)
  const total = packages.length + unchecked.length
  progress.total = total
  progress.done = total
  progress.finish()
  return { packages: [...packages, ...(await check(context, repository, remote, unchecked))], skipped }
}

/** Gives packages without a checksum the one they were mirrored with, or else the registry's. */
async function check(
  context: TaskContext,
  repository: RepositoryInstance,
  remote: RemoteInstance,
  unchecked: readonly UncheckedPackage[],
): Promise<PlannedPackage[]> {
  const latest = latestVersion(context.catalogue, repository.pulp_id)
  const mirrored = (one: UncheckedPackage): PlannedPackage | null => {
    const known = packagesNamed(context.catalogue, latest, one.name).find(({ version }) => version === one.version)
    const integrity = known && parseIntegrity(known.integrity)
    return integrity ? { ...one, integrity: integrity.text, digests: integrity.digests } : null
  }
  const known = unchecked.map(mirrored)
  const missing = unchecked.filter((_one, index) => known[index] === null)
  return [...known.filter((one) => one !== null), ...(missing.length === 0 ? [] : await ask(context, remote, missing))]
}

function ask(
  context: TaskContext,
  remote: RemoteInstance,
  missing: readonly UncheckedPackage[],
): Promise<PlannedPackage[]> {
  return withRegistry(context, remote, (registry) =>
    Promise.all(
      missing.map(async (one) => {
        const listed = (await registry.get(one.name))?.versions[one.version]
        if (!listed) throw new StillwaterError('npm.unresolvable', { spec: labelOf(one), by: 'none' }, { status: 400 })
        const { integrity, digests } = planVersion(one, listed)
        return { ...one, integrity, digests }
      }),
    ),
  )
}

async function planSpecs(context: TaskContext, remote: RemoteInstance): Promise<Closure> {
  const { package_specs: specs } = remote
  if (specs.length === 0) return { packages: [], skipped: [], distTags: [] }
  return await withRegistry(context, remote, (registry) => resolveClosure(specs, registry, context.signal))
}

function withRegistry<T>(
  context: TaskContext,
  remote: RemoteInstance,
  use: (registry: PackumentSource) => Promise<T>,
): Promise<T> {
  return withDownloader(context, remote, async (downloader) => {
    const progress = context.progress({ message: 'Resolving Packages', code: 'sync.resolving.packages' })
    const result = await use(new Registry(downloader, registryBase(remote.url), context.signal, progress))
    progress.total = progress.done
    progress.finish()
    return result
  })
}

/** Refuses a package known only by a checksum that settings do not allow. @throws StillwaterError `npm.weak_integrity` */
function assertTrusted(one: PlannedPackage, { settings }: TaskContext): void {
  const algorithms = Object.keys(one.digests)
  const allowed: readonly string[] = settings.ALLOWED_CONTENT_CHECKSUMS
  if (algorithms.some((name) => allowed.includes(name))) return
  throw new StillwaterError(
    'npm.weak_integrity',
    { package: labelOf(one), algorithm: algorithms.join(', ') },
    { status: 400 },
  )
}
