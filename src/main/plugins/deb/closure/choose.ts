/** Chooses packages from the indices of a sync: what queries take, what a system begins with, and what those need. */
import { setImmediate } from 'node:timers/promises'
import { readUnpacked } from '../compression.ts'
import { packageFromIndex } from '../control/package-fields.ts'
import { readParagraphs } from '../control/read.ts'
import type { BasePackages } from '../model/resource.ts'
import type { LoadedSuite } from '../sync/load.ts'
import { compareVersions } from '../version.ts'
import { closureOf, type Unmet } from './closure.ts'
import { QuerySet } from './query-set.ts'
import { Stanza } from './stanza.ts'
import { Universe } from './universe.ts'

export interface ChoiceSettings {
  package_query: readonly string[]
  query_dependencies: boolean
  query_recommends: boolean
  base_packages: BasePackages
}

/** Where a stanza stands, which its path alone does not say when there are several archives. */
const keyOf = (archive: string, path: string): string => `${archive} ${path}`

export class ChosenPackages {
  readonly packages: readonly Stanza[]
  readonly unmet: readonly Unmet[]
  /** Queries that no package is. */
  readonly unmatched: readonly string[]
  private readonly keys: ReadonlySet<string>
  private readonly sources: ReadonlySet<string>

  constructor(
    packages: readonly Stanza[],
    archives: ReadonlyMap<Stanza, string>,
    unmet: readonly Unmet[],
    unmatched: readonly string[],
  ) {
    this.packages = packages
    this.unmet = unmet
    this.unmatched = unmatched
    this.keys = new Set(packages.map((one) => keyOf(archives.get(one) ?? '', one.path)))
    this.sources = new Set(packages.map(({ source }) => source))
  }

  has(archive: string, path: string): boolean {
    return this.keys.has(keyOf(archive, path))
  }

  /** Whether a source package is that of a chosen one. */
  hasSource({ source, version }: { source: string; version: string }): boolean {
    return this.sources.has(`${source} ${version}`)
  }
}

/** Null when everything is wanted, as in verbatim mirrors, whose indices must fit what is there. @throws StillwaterError `deb.*` */
export async function choosePackages(
  settings: ChoiceSettings,
  { verbatim }: { verbatim: boolean },
  suites: readonly LoadedSuite[],
  signal: AbortSignal,
): Promise<ChosenPackages | null> {
  const isAll = settings.package_query.length === 0 && settings.base_packages === 'none'
  if (isAll || verbatim) return null
  const queries = new QuerySet(settings.package_query)
  const archives = new Map<Stanza, string>()
  const stanzas: Stanza[] = []
  for await (const { stanza, archive } of stanzasOf(suites, queries)) {
    signal.throwIfAborted()
    archives.set(stanza, archive)
    stanzas.push(stanza)
  }
  const { packages, unmet } = settings.query_dependencies
    ? await closures(settings, suites, stanzas, queries, signal)
    : { packages: [...queries.matched()], unmet: [] }
  return new ChosenPackages(packages, archives, unmet, queries.unmatched())
}

async function* stanzasOf(suites: readonly LoadedSuite[], queries: QuerySet) {
  for (const { suite, archive, release, indices } of suites) {
    const yes = (name: string): boolean => release.paragraph.line(name)?.toLowerCase() === 'yes'
    const pinOfSuite = yes('NotAutomatic') ? (yes('ButAutomaticUpgrades') ? 100 : 1) : 500
    for (const { wanted, entry, path, compression, limit } of indices) {
      if (wanted.kind !== 'packages') continue
      const name = suite.folder + entry.path
      for await (const paragraph of readParagraphs(readUnpacked(path, compression, limit, name), name)) {
        const { values } = packageFromIndex(paragraph, name)
        const stanza = new Stanza(paragraph, values.relative_path, values.size, pinOfSuite)
        queries.take(paragraph, stanza)
        yield { stanza, archive }
      }
    }
  }
}

function architecturesOf(suites: readonly LoadedSuite[], stanzas: readonly Stanza[]): string[] {
  const planned = new Set(suites.flatMap(({ plan }) => plan.architectures))
  if (planned.size === 0) for (const { architecture } of stanzas) planned.add(architecture)
  planned.delete('all')
  return planned.size === 0 ? ['all'] : [...planned]
}

async function closures(
  settings: ChoiceSettings,
  suites: readonly LoadedSuite[],
  stanzas: readonly Stanza[],
  queries: QuerySet,
  signal: AbortSignal,
): Promise<{ packages: Stanza[]; unmet: Unmet[] }> {
  const roots = (universe: Universe): Iterable<Stanza> =>
    new Set([...basePackages(universe, settings.base_packages), ...rootsOf(universe, queries)])
  return await closuresOf(stanzas, architecturesOf(suites, stanzas), roots, settings.query_recommends, signal)
}

/** What roots need on machines of each architecture, and what of it is nowhere. */
export async function closuresOf(
  stanzas: readonly Stanza[],
  architectures: readonly string[],
  roots: (universe: Universe) => Iterable<Stanza>,
  recommends: boolean,
  signal: AbortSignal,
): Promise<{ packages: Stanza[]; unmet: Unmet[] }> {
  const packages = new Set<Stanza>()
  const unmet = new Map<string, Unmet>()
  for (const architecture of architectures) {
    const universe = new Universe(architecture)
    for (const stanza of stanzas) universe.add(stanza)
    await setImmediate(undefined, { signal })
    const closure = closureOf(universe, [...roots(universe)], { recommends, suggests: false })
    for (const one of closure.packages) packages.add(one)
    for (const one of closure.unmet) unmet.set(JSON.stringify(one), one)
  }
  return { packages: [...packages], unmet: [...unmet.values()] }
}

/** Of each package that a query takes, the version apt would install if the query takes it, else the newest that it does. */
function rootsOf(universe: Universe, queries: QuerySet): Stanza[] {
  const roots = new Map<string, Stanza>()
  for (const one of queries.matched()) {
    if (!universe.versions(one.name).includes(one)) continue
    const known = roots.get(one.name)
    const candidate = universe.candidate(one.name)
    const isBetter =
      one === candidate || (known !== candidate && compareVersions(one.version, known?.version ?? '') > 0)
    if (!known || isBetter) roots.set(one.name, one)
  }
  return [...roots.values()]
}

/** Source of the sets: debootstrap, scripts/debian-common: required packages and apt, else important ones as well. */
export function basePackages(universe: Universe, base: BasePackages): Stanza[] {
  if (base === 'none') return []
  const names = new Set(base === 'essential' ? [] : ['apt', 'usr-is-merged'])
  const limit = { essential: 0, minbase: 1, standard: 2 }[base]
  const found: Stanza[] = []
  for (const name of universe.names()) {
    const one = universe.candidate(name)
    if (one && (one.essential || one.priority <= limit || names.has(name))) found.push(one)
  }
  return found
}
