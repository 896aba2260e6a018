import { createHash } from 'node:crypto'
import {
  ArtifactDownloader,
  DeclarativeVersion,
  defineTask,
  type DownloaderPool,
  type InstanceOf,
  type QuarantineResult,
  skipUnchanged,
  Stage,
  type SyncFacts,
  type SyncInput,
  syncInput,
  type TaskContext,
  type VersionBuilder,
} from '#plugin-api'
import { StillwaterError } from '#shared/error'
import { wantedPackages } from './package/wanted.ts'
import { declarePackage, isFetchedNow, labelOf, type PlannedPackage } from './package/planned.ts'
import { registryBase } from './package/identity.ts'
import { NpmDistribution, NpmRemote, NpmRepository } from './models.ts'
import { planSync, type SyncPlan } from './plan.ts'
import { ReadPackages } from './read-packages.ts'

type Remote = InstanceOf<typeof NpmRemote>

/** Declares one unit for each planned package. */
class PlannedPackagesStage extends Stage {
  private readonly remote: Remote
  private readonly packages: readonly PlannedPackage[]

  constructor(remote: Remote, packages: readonly PlannedPackage[]) {
    super()
    this.remote = remote
    this.packages = packages
  }

  async run(): Promise<void> {
    const base = registryBase(this.remote.url)
    for (const one of this.packages) await this.put(declarePackage(one, this.remote, base))
  }
}

/** The usual pipeline, with a look into each tarball before it is stored. */
class NpmVersion extends DeclarativeVersion {
  packages = 0

  protected override pipelineStages(version: VersionBuilder, pool: DownloaderPool): Stage[] {
    const progress = this.context.progress({
      message: 'Receiving Packages',
      code: 'sync.downloading.packages',
      total: this.packages,
    })
    return super
      .pipelineStages(version, pool)
      .flatMap((stage) =>
        stage instanceof ArtifactDownloader
          ? [stage, new ReadPackages(this.context, progress, this.quarantine)]
          : [stage],
      )
  }
}

/** Names what the project takes from elsewhere, so that nobody believes it is mirrored. */
function reportSkipped(context: TaskContext, plan: SyncPlan): void {
  if (plan.skipped.length === 0) return
  const names = plan.skipped.map(({ name, source }) => `${name} (${source})`)
  const shown = names.length > 20 ? [...names.slice(0, 20), `and ${names.length - 20} more`] : names
  const count = plan.skipped.length
  context
    .progress({ message: `Not in any registry: ${shown.join(', ')}`, code: 'sync.skipped', total: count, done: count })
    .finish()
}

const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** What a sync depends on as long as nobody is asked: a lockfile alone says everything. */
function lockFacts({ package_lock, package_specs, platforms }: Remote): SyncFacts {
  return { lock: digestOf(package_lock), specs: package_specs, platforms }
}

/** What the plan comes to: specs mean something else when the registry has newer versions. */
function planFacts(remote: Remote, { packages, distTags }: SyncPlan): SyncFacts {
  const units = packages.map((one) => [labelOf(one), one.integrity, one.upstream]).toSorted()
  return { ...lockFacts(remote), plan: digestOf([units, distTags]) }
}

/** Whether nothing is named and clients decide: what they asked for stays, and there is nothing to sync. */
function isFedByClients({ catalogue }: TaskContext, remote: Remote, repository: string): boolean {
  const isNamed = remote.package_lock !== null || remote.package_specs.length > 0
  return !isNamed && NpmDistribution.find(catalogue, { repository_id: repository, remote_id: remote.pulp_id }) !== null
}

export const syncNpm = defineTask<SyncInput, QuarantineResult | null>({
  id: 'npm.sync',
  version: 1,
  input: syncInput,
  async run(context, input) {
    const repository = NpmRepository.get(context.catalogue, input.repository)
    const remote = NpmRemote.get(context.catalogue, input.remote)
    if (!remote.url) throw new StillwaterError('remote.no_url', { name: remote.name }, { status: 400 })
    if (isFedByClients(context, remote, input.repository)) return null
    const specs = remote.package_specs.length > 0
    if (!specs && skipUnchanged(context, repository, remote, input, lockFacts(remote))) return null
    const plan = await planSync(context, repository, remote)
    const facts = specs ? planFacts(remote, plan) : lockFacts(remote)
    if (specs && skipUnchanged(context, repository, remote, input, facts)) return null
    reportSkipped(context, plan)
    const packages = wantedPackages(plan.packages, remote, repository.retain_package_versions)
    const stage = new PlannedPackagesStage(remote, packages)
    // Lockfiles and package documents do not say how large the tarballs are.
    const expected = { files: packages.filter((one) => isFetchedNow(one, remote)).length, bytes: null }
    const version = new NpmVersion(context, stage, repository, {
      mirror: input.mirror,
      info: () => ({ dist_tags: plan.distTags }),
      expected,
      sync: { remote, input, facts },
    })
    version.packages = packages.length
    await version.create()
    return version.result
  },
})
