import { createHash } from 'node:crypto'
import { StillwaterError } from '#shared/error'
import {
  ContentSaver,
  type DeclarativeVersionOptions,
  DeclarativeVersion,
  defineTask,
  type DownloaderPool,
  FilterContent,
  followsLastSync,
  type InstanceOf,
  latestVersion,
  QueryExistingContents,
  type QuarantineResult,
  RemoteArtifactSaver,
  skipUnchanged,
  Stage,
  type SyncFacts,
  type SyncInput,
  syncInput,
  type TaskContext,
  type VersionBuilder,
} from '#plugin-api'
import { reportUnmet } from '../closure/report-unmet.ts'
import { AptPublication, AptRemote, AptRepository, VerbatimPublication } from '../model/resource.ts'
import { publishLatest } from '../publish/autopublish.ts'
import { AssociatePackages } from './associate-packages.ts'
import type { FetchedRelease } from './fetch-release.ts'
import { checkFreshness } from './freshness.ts'
import { KnownStanzas } from './known-stanzas.ts'
import { fetchReleases, loadIndices, type LoadedSuite } from './load.ts'
import { measure } from './measure.ts'
import { keepStanzas } from './stanza-records.ts'
import { SuiteStage } from './suite-stage.ts'
import { WantedPackages } from './wanted.ts'

type Remote = InstanceOf<typeof AptRemote>
type Repository = InstanceOf<typeof AptRepository>

/** The usual pipeline; packages are related to components once they are saved. The remote's filters choose packages, not index files. */
class AptVersion extends DeclarativeVersion {
  protected override pipelineStages(version: VersionBuilder, pool: DownloaderPool): Stage[] {
    return super.pipelineStages(version, pool).flatMap((stage) => {
      if (stage instanceof FilterContent) return []
      if (!(stage instanceof RemoteArtifactSaver)) return [stage]
      const { context } = this
      return [stage, new AssociatePackages(context), new QueryExistingContents(context), new ContentSaver(context)]
    })
  }
}

/** What must be the same for a sync to have nothing to do, besides what the core compares. */
function factsOf(remote: Remote, repository: Repository, fetched: readonly FetchedRelease[]): SyncFacts {
  const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
  return {
    releases: Object.fromEntries(fetched.map(({ suite, text }) => [suite.name, sha256(text)])),
    components: remote.components,
    architectures: remote.architectures,
    sync: [remote.sync_sources, remote.sync_udebs, remote.sync_installer, repository.verbatim],
    generic: [remote.generic_indices, remote.languages],
    further: remote.further_sources,
    chosen: [remote.package_query, remote.query_dependencies, remote.query_recommends, remote.base_packages],
  }
}

export const syncApt = defineTask<SyncInput, QuarantineResult | null>({
  id: 'deb.sync',
  version: 1,
  input: syncInput,
  async run(context, input) {
    const repository = AptRepository.get(context.catalogue, input.repository)
    const remote = AptRemote.get(context.catalogue, input.remote)
    if (!remote.url) throw new StillwaterError('remote.no_url', { name: remote.name }, { status: 400 })
    const fetched = await fetchReleases(context, remote, repository)
    remote.save({ release_dates: checkFreshness(remote, fetched, Date.now()) })
    const facts = factsOf(remote, repository, fetched)
    if (skipUnchanged(context, repository, remote, input, facts)) {
      await publishLeftOver(context, repository)
      return null
    }
    const suites = await loadIndices(context, remote, repository, fetched)
    const wanted = await WantedPackages.of(remote, repository, suites, context.signal)
    // Named before any payload moves.
    if (wanted.chosen) reportUnmet(context, wanted.chosen)
    // Where only the newest versions are kept, others may have to come back.
    const isWhole = wanted.isWhole && repository.retain_package_versions === 0
    const follows = isWhole && followsLastSync(context, repository, remote, input, facts, ['releases'])
    const known = follows ? await KnownStanzas.of(context, repository, suites) : null
    return await makeVersion(context, { repository, remote, input, facts, suites, wanted, known })
  },
})

interface Loaded {
  repository: Repository
  remote: Remote
  input: SyncInput
  facts: SyncFacts
  suites: readonly LoadedSuite[]
  wanted: WantedPackages
  known: KnownStanzas | null
}

async function makeVersion(context: TaskContext, loaded: Loaded): Promise<QuarantineResult> {
  const { repository, remote, input, facts, suites, wanted, known } = loaded
  const expected = remote.policy === 'immediate' ? await measure(suites, wanted, known) : { files: 0, bytes: 0 }
  const progress = context.progress({ message: 'Parsing Packages', code: 'sync.parsing.packages' })
  const options: DeclarativeVersionOptions = {
    mirror: input.mirror,
    info: () => ({ releases: facts.releases }),
    expected,
    sync: { remote, input, facts },
    ...(known ? { leaving: () => known.leaving() } : {}),
  }
  const stage = new SuiteStage(context.tempDir, remote, suites, progress, wanted, known)
  const version = new AptVersion(context, stage, repository, options)
  await version.create()
  keepStanzas(context.catalogue, stage.stanzas)
  await publishLeftOver(context, repository)
  return version.result
}

/** Publishes the newest version when whoever made it was cut off before that: no later sync makes it anew. */
async function publishLeftOver(context: TaskContext, repository: Repository): Promise<void> {
  if (!repository.autopublish) return
  const latest = latestVersion(context.catalogue, repository.pulp_id)
  if (latest.number === 0) return
  const model = repository.verbatim ? VerbatimPublication : AptPublication
  if (model.find(context.catalogue, { repository_version_id: latest.id, complete: true })) return
  await publishLatest(context, repository.pulp_id, latest)
}
