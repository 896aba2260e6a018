/** Everything a sync reads before it declares anything: Releases, verified, and the index files they list. */
import { StillwaterError } from '#shared/error'
import { type InstanceOf, type TaskContext, withDownloader } from '#plugin-api'
import type { AptRemote, AptRepository } from '../model/resource.ts'
import { type IndexPlan, planIndices, type Selection } from '../release/index-plan.ts'
import { listOf, parseSuite, type Suite } from '../release/suite.ts'
import { type FetchedRelease, fetchRelease, type Trust, trustOf } from './fetch-release.ts'
import { IndexFetcher, type LoadedIndex, type LoadedKept } from './fetch-index.ts'

type Remote = InstanceOf<typeof AptRemote>
type Repository = InstanceOf<typeof AptRepository>

export interface LoadedSuite extends FetchedRelease {
  plan: IndexPlan
  indices: LoadedIndex[]
  kept: LoadedKept[]
}

const AT_ONCE = 8

/** A suite with the components that are wanted of it. */
interface FetchedSuite extends FetchedRelease {
  components: string | null
}

interface WantedSuite {
  suite: Suite
  url: string
  trust: Trust
  components: string | null
}

/** @throws StillwaterError `deb.suite_invalid`, `deb.suite_twice`, `signature.keyring_unreadable` */
async function wantedSuites(remote: Remote): Promise<WantedSuite[]> {
  const { allow_weak_signatures: weak, further_sources: further } = remote
  const wanted: WantedSuite[] = []
  for (const { url, distributions, components, gpgkey } of [remote, ...further]) {
    const trust = await trustOf({ gpgkey, allow_weak_signatures: weak })
    for (const suite of listOf(distributions).map(parseSuite)) {
      if (wanted.some((one) => one.suite.name === suite.name))
        throw new StillwaterError('deb.suite_twice', { suite: suite.name }, { status: 400 })
      wanted.push({ suite, url, trust, components })
    }
  }
  return wanted
}

/** @throws StillwaterError `deb.*`, `signature.*`, `download.*` */
export async function fetchReleases(
  context: TaskContext,
  remote: Remote,
  repository: Repository,
): Promise<FetchedSuite[]> {
  const wanted = await wantedSuites(remote)
  if (wanted.length === 0) throw new StillwaterError('deb.no_suites', { name: remote.name }, { status: 400 })
  const progress = context.progress({
    message: 'Downloading Release Files',
    code: 'sync.downloading.release_files',
    total: wanted.length,
  })
  const fetched = await withDownloader(context, remote, async (downloader) => {
    const common = { downloader, signal: context.signal, all: repository.verbatim }
    return await eachLimited(wanted, AT_ONCE, async ({ suite, url, trust, components }) => {
      const one = { ...(await fetchRelease({ ...common, url, trust }, suite)), components }
      progress.increment()
      return one
    })
  })
  progress.finish()
  reportTrust(context, fetched)
  return fetched
}

/** Says who signed; or, loudly, that nobody was asked. */
function reportTrust(context: TaskContext, fetched: readonly FetchedRelease[]): void {
  const unchecked = fetched.filter(({ signatures }) => signatures === null).map(({ suite }) => suite.name)
  const signers = new Set(fetched.flatMap(({ signatures }) => (signatures ?? []).map(({ signer }) => signer)))
  const report = (message: string, code: string, count: number): void =>
    context.progress({ message, code, total: count, done: count }).finish()
  if (signers.size > 0)
    report(
      `Signature Verified: ${[...signers].join(', ')}`,
      'sync.signature_verified',
      fetched.length - unchecked.length,
    )
  if (unchecked.length > 0)
    report(
      `Signature Not Checked, No Keys Given: ${unchecked.join(', ')}`,
      'sync.signature_unchecked',
      unchecked.length,
    )
}

/** Names in a list; null, which takes all, for an empty one. */
const chosen = (text: string | null): string[] | null => (listOf(text).length > 0 ? listOf(text) : null)

function selectionOf(remote: Remote, repository: Repository): Selection {
  return {
    components: chosen(remote.components),
    architectures: chosen(remote.architectures),
    sources: remote.sync_sources,
    udebs: remote.sync_udebs,
    installer: remote.sync_installer,
    generic: remote.generic_indices,
    languages: remote.languages,
    verbatim: repository.verbatim,
    ignoreMissing: remote.ignore_missing_package_indices,
  }
}

export interface PlannedSuite extends FetchedSuite {
  plan: IndexPlan
}

/** @throws StillwaterError `deb.*` */
export function planSuites(remote: Remote, repository: Repository, fetched: readonly FetchedSuite[]): PlannedSuite[] {
  const selection = selectionOf(remote, repository)
  return fetched.map((one) => ({
    ...one,
    plan: planIndices(one.suite, one.release, { ...selection, components: chosen(one.components) }),
  }))
}

/** @throws StillwaterError `deb.*`, `download.*` */
export async function loadIndices(
  context: TaskContext,
  remote: Remote,
  repository: Repository,
  fetched: readonly FetchedSuite[],
): Promise<LoadedSuite[]> {
  const planned = planSuites(remote, repository, fetched)
  const keepNow = remote.policy === 'immediate'
  const files = planned.reduce((sum, { plan }) => sum + plan.read.length + (keepNow ? plan.keep.length : 0), 0)
  const progress = context.progress({
    message: 'Downloading Metadata',
    code: 'sync.downloading.metadata',
    total: files,
  })
  return await withDownloader(context, remote, async (downloader) => {
    const fetcher = new IndexFetcher(context, downloader)
    const suites: LoadedSuite[] = []
    for (const one of planned) {
      const indices = await eachLimited(one.plan.read, AT_ONCE, async (wanted) => {
        const loaded = await fetcher.load(one, wanted, remote.ignore_missing_package_indices)
        progress.increment()
        return loaded ?? one.plan.missing.push(one.suite.folder + wanted.path)
      })
      const read = indices.filter((index) => typeof index === 'object')
      const readPaths = new Set(read.map(({ entry }) => entry.path))
      const rest = one.plan.keep.filter(({ entry }) => !readPaths.has(entry.path))
      const kept = await eachLimited(rest, AT_ONCE, async (file): Promise<LoadedKept | null> => {
        if (!keepNow) return { kept: file, file: null }
        progress.increment()
        return await fetcher.loadKept(one, file)
      })
      suites.push({ ...one, indices: read, kept: kept.filter((file) => file !== null) })
    }
    progress.total = progress.done
    progress.finish()
    reportMissing(context, suites)
    return suites
  })
}

function reportMissing(context: TaskContext, suites: readonly LoadedSuite[]): void {
  const missing = suites.flatMap(({ plan }) => plan.missing)
  if (missing.length === 0) return
  const shown = missing.length > 10 ? [...missing.slice(0, 10), `and ${missing.length - 10} more`] : missing
  const count = missing.length
  context
    .progress({
      message: `Not at Upstream: ${shown.join(', ')}`,
      code: 'sync.missing_indices',
      total: count,
      done: count,
    })
    .finish()
}

/** Answers in the order of the items; the first failure ends it all. */
async function eachLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next
      next += 1
      results[at] = await work(items[at] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane))
  return results
}
