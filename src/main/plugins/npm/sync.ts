import * as z from 'zod'
import {
  ArtifactDownloader,
  DeclarativeVersion,
  defineTask,
  type DownloaderPool,
  type InstanceOf,
  Stage,
  type SyncInput,
  type TaskContext,
  type VersionBuilder,
} from '#plugin-api'
import { StillwaterError } from '#shared/error'
import { declarePackage, isFetchedNow, type PlannedPackage } from './package/planned.ts'
import { registryBase } from './package/identity.ts'
import { NpmRemote, NpmRepository } from './models.ts'
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
        stage instanceof ArtifactDownloader ? [stage, new ReadPackages(this.context, progress)] : [stage],
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

export const syncNpm = defineTask<SyncInput, void>({
  id: 'npm.sync',
  version: 1,
  input: z.object({ repository: z.string(), remote: z.string(), mirror: z.boolean(), optimize: z.boolean() }),
  async run(context, input) {
    const repository = NpmRepository.get(context.catalogue, input.repository)
    const remote = NpmRemote.get(context.catalogue, input.remote)
    if (!remote.url) throw new StillwaterError('remote.no_url', { name: remote.name }, { status: 400 })
    const plan = await planSync(context, repository, remote)
    reportSkipped(context, plan)
    const stage = new PlannedPackagesStage(remote, plan.packages)
    const info = (): Record<string, unknown> => ({ dist_tags: plan.distTags })
    // Lockfiles and package documents do not say how large the tarballs are.
    const expected = { files: plan.packages.filter((one) => isFetchedNow(one, remote)).length, bytes: null }
    const version = new NpmVersion(context, stage, repository, { mirror: input.mirror, info, expected })
    version.packages = plan.packages.length
    await version.create()
  },
})
