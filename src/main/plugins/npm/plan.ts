import { StillwaterError } from '#shared/error'
import type { InstanceOf, TaskContext } from '#plugin-api'
import { readLockfile, type SkippedEntry } from './lock/read.ts'
import type { NpmRemote, NpmRepository } from './models.ts'
import { labelOf, type PlannedPackage } from './package/planned.ts'
import type { DistTags } from './packument/dist-tags.ts'

/** What a sync will make of the repository. */
export interface SyncPlan {
  packages: PlannedPackage[]
  skipped: SkippedEntry[]
  distTags: DistTags
}

/**
 * Finds out which packages the remote's lockfile and specs need. A lockfile alone needs no request to the registry.
 * @throws StillwaterError `npm.*`, `download.*`
 */
export async function planSync(
  context: TaskContext,
  _repository: InstanceOf<typeof NpmRepository>,
  remote: InstanceOf<typeof NpmRemote>,
): Promise<SyncPlan> {
  const progress = context.progress({ message: 'Parsing Metadata', code: 'sync.parsing.metadata' })
  const project = readLockfile(remote.package_lock ?? '')
  for (const one of project.packages) assertTrusted(one, context)
  progress.total = project.packages.length
  progress.done = project.packages.length
  progress.finish()
  return { packages: project.packages, skipped: project.skipped, distTags: [] }
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
