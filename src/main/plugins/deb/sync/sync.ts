import { createHash } from 'node:crypto'
import { StillwaterError } from '#shared/error'
import {
  ContentSaver,
  type DeclarativeVersionOptions,
  DeclarativeVersion,
  defineTask,
  type DownloaderPool,
  type ExpectedDownload,
  FilterContent,
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
  unitFilter,
  type VersionBuilder,
} from '#plugin-api'
import { readUnpacked } from '../compression.ts'
import { type ChosenPackages, choosePackages } from '../closure/choose.ts'
import { describeUnmet } from '../closure/closure.ts'
import { packageFromIndex, sourceFromIndex, type SourceValues } from '../control/package-fields.ts'
import { readParagraphs } from '../control/read.ts'
import { AptPublication, AptRemote, AptRepository, VerbatimPublication } from '../model/resource.ts'
import { publishLatest } from '../publish/autopublish.ts'
import { AssociatePackages } from './associate-packages.ts'
import type { FetchedRelease } from './fetch-release.ts'
import { checkFreshness } from './freshness.ts'
import { fetchReleases, loadIndices, type LoadedSuite } from './load.ts'
import { SuiteStage } from './suite-stage.ts'

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

/** Files and bytes that the indices list, for the bars; a stanza that is wrong is found here, before any payload is fetched for nothing. */
async function measure(
  remote: Remote,
  suites: readonly LoadedSuite[],
  chosen: ChosenPackages | null,
): Promise<ExpectedDownload> {
  const expected = { files: 0, bytes: 0 }
  if (remote.policy !== 'immediate') return expected
  const filter = unitFilter(remote)
  const seen = new Set<string>()
  for (const { suite, archive, indices } of suites) {
    for (const { wanted, entry, path, compression, limit } of indices) {
      if (wanted.kind === 'installer') continue
      const name = suite.folder + entry.path
      for await (const paragraph of readParagraphs(readUnpacked(path, compression, limit, name), name)) {
        const read = wanted.kind === 'sources' ? sourceFromIndex(paragraph, name) : packageFromIndex(paragraph, name)
        const subject =
          'source' in read.values && wanted.kind === 'sources' ? read.values.source : paragraph.line('Package')
        if (wanted.kind === 'packages' && chosen && !chosen.has(archive, read.values.relative_path)) continue
        if (wanted.kind === 'sources' && chosen && !chosen.hasSource(read.values as SourceValues)) continue
        if (filter && !filter({ paths: [read.values.relative_path], names: [subject ?? ''] })) continue
        if (seen.has(read.values.relative_path)) continue
        seen.add(read.values.relative_path)
        for (const { size } of [read.listed].flat()) {
          expected.files += 1
          expected.bytes += size
        }
      }
    }
  }
  return expected
}

/** Names what cannot be had before any payload moves. */
function reportUnmet(context: TaskContext, chosen: ChosenPackages): void {
  const lines = [...chosen.unmatched, ...chosen.unmet.map(describeUnmet)]
  if (lines.length === 0) return
  const shown = lines.length > 20 ? [...lines.slice(0, 20), `and ${lines.length - 20} more`] : lines
  const count = lines.length
  context
    .progress({ message: `Cannot be had: ${shown.join('; ')}`, code: 'sync.unmet', total: count, done: count })
    .finish()
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
    const chosen = await choosePackages(remote, repository, suites, context.signal)
    if (chosen) reportUnmet(context, chosen)
    const expected = await measure(remote, suites, chosen)
    const progress = context.progress({ message: 'Parsing Packages', code: 'sync.parsing.packages' })
    const options: DeclarativeVersionOptions = {
      mirror: input.mirror,
      info: () => ({ releases: facts.releases }),
      expected,
      sync: { remote, input, facts },
    }
    const version = new AptVersion(
      context,
      new SuiteStage(context.tempDir, remote, suites, progress, chosen),
      repository,
      options,
    )
    await version.create()
    await publishLeftOver(context, repository)
    return version.result
  },
})

/** Publishes the newest version when whoever made it was cut off before that: no later sync makes it anew. */
async function publishLeftOver(context: TaskContext, repository: Repository): Promise<void> {
  if (!repository.autopublish) return
  const latest = latestVersion(context.catalogue, repository.pulp_id)
  if (latest.number === 0) return
  const model = repository.verbatim ? VerbatimPublication : AptPublication
  if (model.find(context.catalogue, { repository_version_id: latest.id, complete: true })) return
  await publishLatest(context, repository.pulp_id, latest)
}
