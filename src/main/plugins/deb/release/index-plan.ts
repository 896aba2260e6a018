/** Which index files of a suite a sync needs, by what its Release lists. */
import { StillwaterError } from '#shared/error'
import type { GenericKind } from '../model/resource.ts'
import type { ReleaseEntry, ReleaseFacts } from './release-file.ts'
import { FLAT_COMPONENT, plainComponent, type Suite } from './suite.ts'

/** Endings in the order of preference; those that cannot be read here are kept in verbatim mirrors only. */
export const READABLE = ['.xz', '.zst', '.gz', ''] as const
const UNREADABLE = ['.bz2', '.lzma', '.lz4', '.br'] as const
const COMPRESSED = /\.(xz|zst|gz|bz2|lzma)$/

export type IndexKind = 'packages' | 'udebs' | 'sources' | 'installer'

/** An index that is read: the same list in one or more compressions. */
export interface WantedIndex {
  kind: IndexKind
  component: string
  architecture: string
  /** Without a compression's ending, below the suite's folder. */
  path: string
  /** In the order of preference. */
  variants: ReleaseEntry[]
}

/** A file that is kept as it is. */
export interface KeptFile {
  kind: IndexKind | 'generic'
  component: string
  architecture: string
  entry: ReleaseEntry
}

export interface IndexPlan {
  components: string[]
  architectures: string[]
  read: WantedIndex[]
  keep: KeptFile[]
  /** Indices that upstream announces and does not have; for people. */
  missing: string[]
}

export interface Selection {
  /** Null for all. */
  components: readonly string[] | null
  /** Null for all. */
  architectures: readonly string[] | null
  sources: boolean
  udebs: boolean
  installer: boolean
  generic: readonly GenericKind[]
  /** Empty for all. */
  languages: readonly string[]
  /** Every file of the chosen components and architectures is kept. */
  verbatim: boolean
  ignoreMissing: boolean
}

/** @throws StillwaterError `deb.unknown_component`, `deb.unknown_architecture`, `deb.index_missing`, `deb.compression_unsupported` */
export function planIndices(suite: Suite, release: ReleaseFacts, selection: Selection): IndexPlan {
  const plan: IndexPlan = {
    components: suite.flat ? [FLAT_COMPONENT] : chosenComponents(suite, release, selection),
    architectures: chosenArchitectures(suite, release, selection),
    read: [],
    keep: [],
    missing: [],
  }
  for (const wanted of candidates(suite, release, plan, selection)) {
    const variants = READABLE.flatMap((ending) => release.entries.get(wanted.path + ending) ?? [])
    if (variants.length > 0) plan.read.push({ ...wanted, variants })
    else if (endingsOf(release, wanted.path).length > 0) throw unreadable(suite, release, wanted.path)
    else if (wanted.required) plan.missing.push(suite.folder + wanted.path)
  }
  if (plan.missing.length > 0 && !selection.ignoreMissing) throw missingIndex(suite, plan.missing)
  plan.keep = keptFiles(suite, release, plan, selection)
  return plan
}

const endingsOf = (release: ReleaseFacts, path: string): string[] =>
  UNREADABLE.filter((ending) => release.entries.has(path + ending))

function unreadable(suite: Suite, release: ReleaseFacts, path: string): StillwaterError {
  const params = { suite: suite.name, path: suite.folder + path, endings: endingsOf(release, path).join(', ') }
  return new StillwaterError('deb.compression_unsupported', params, { status: 400 })
}

export function missingIndex(suite: Suite, paths: readonly string[]): StillwaterError {
  return new StillwaterError('deb.index_missing', { suite: suite.name, paths: paths.join(', ') }, { status: 400 })
}

function chosenComponents(suite: Suite, release: ReleaseFacts, { components, ignoreMissing }: Selection): string[] {
  const offered = release.components.map(plainComponent)
  if (components === null) return offered
  const asked = components.map(plainComponent)
  const unknown = asked.filter((one) => offered.length > 0 && !offered.includes(one))
  if (unknown.length > 0 && !ignoreMissing) {
    const params = { suite: suite.name, names: unknown.join(', '), offered: offered.join(', ') }
    throw new StillwaterError('deb.unknown_component', params, { status: 400 })
  }
  return asked.filter((one) => !unknown.includes(one))
}

function chosenArchitectures(
  suite: Suite,
  release: ReleaseFacts,
  { architectures, ignoreMissing }: Selection,
): string[] {
  const offered = release.architectures.filter((one) => one !== 'all' && one !== 'source')
  if (architectures === null) return offered.length > 0 ? offered : release.architectures
  const asked = architectures.filter((one) => one !== 'all' || offered.length === 0)
  const unknown = asked.filter((one) => offered.length > 0 && !offered.includes(one))
  if (unknown.length > 0 && !ignoreMissing) {
    const params = { suite: suite.name, names: unknown.join(', '), offered: offered.join(', ') }
    throw new StillwaterError('deb.unknown_architecture', params, { status: 400 })
  }
  return asked.filter((one) => !unknown.includes(one))
}

type Candidate = Omit<WantedIndex, 'variants'> & { required: boolean }

function* candidates(
  suite: Suite,
  release: ReleaseFacts,
  { components, architectures }: IndexPlan,
  { sources, udebs, installer }: Selection,
): Generator<Candidate, void, undefined> {
  if (suite.flat) {
    yield { kind: 'packages', component: FLAT_COMPONENT, architecture: '', path: 'Packages', required: true }
    if (sources) yield { kind: 'sources', component: FLAT_COMPONENT, architecture: '', path: 'Sources', required: true }
    return
  }
  for (const component of components) {
    const all = { component, architecture: 'all', required: false }
    for (const architecture of architectures) {
      const at = { component, architecture }
      yield { ...at, kind: 'packages', path: `${component}/binary-${architecture}/Packages`, required: true }
      if (udebs) {
        const path = `${component}/debian-installer/binary-${architecture}/Packages`
        yield { ...at, kind: 'udebs', path, required: false }
      }
      if (installer) {
        const path = `${component}/installer-${architecture}/current/images/SHA256SUMS`
        yield { ...at, kind: 'installer', path, required: false }
      }
    }
    if (!release.allInEach && !architectures.includes('all')) {
      yield { ...all, kind: 'packages', path: `${component}/binary-all/Packages` }
      if (udebs) yield { ...all, kind: 'udebs', path: `${component}/debian-installer/binary-all/Packages` }
    }
    const path = `${component}/source/Sources`
    if (sources) yield { kind: 'sources', component, architecture: 'source', path, required: true }
  }
}

/** Files that nothing reads and that go with the mirror. */
function keptFiles(suite: Suite, release: ReleaseFacts, plan: IndexPlan, selection: Selection): KeptFile[] {
  const kept: KeptFile[] = []
  for (const entry of release.entries.values()) {
    const place = placeOf(entry.path, plan)
    if (selection.verbatim) {
      if (suite.flat || place.chosen) kept.push({ kind: kindOf(entry.path), ...place, entry })
      continue
    }
    const kind = genericKindOf(entry.path)
    if (!kind || !place.chosen || !selection.generic.includes(kind)) continue
    if (kind === 'translation' && !isWantedLanguage(entry.path, selection.languages)) continue
    if (isBestVariant(entry.path, release)) kept.push({ kind: 'generic', ...place, entry })
  }
  return kept
}

/** Which component and architecture a file belongs to, and whether they are mirrored; what belongs to neither is for everybody. */
function placeOf(path: string, plan: IndexPlan): { component: string; architecture: string; chosen: boolean } {
  const component = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
  const architecture =
    /(?:binary|installer|Contents-udeb|Contents|Components|Commands)-([a-z0-9-]+?)(?=[./]|$)/.exec(path)?.[1] ?? ''
  const anyArchitecture = ['', 'all', 'source'].includes(architecture)
  const chosen =
    (component === '' || plan.components.includes(component)) &&
    (anyArchitecture || plan.architectures.includes(architecture))
  return { component, architecture, chosen }
}

function kindOf(path: string): KeptFile['kind'] {
  const plain = path.replace(COMPRESSED, '')
  if (/debian-installer\/binary-[^/]+\/Packages$/.test(plain)) return 'udebs'
  if (/(^|\/)Packages$/.test(plain)) return 'packages'
  if (/(^|\/)Sources$/.test(plain)) return 'sources'
  return /\/installer-[^/]+\/.*SUMS$/.test(path) ? 'installer' : 'generic'
}

function genericKindOf(path: string): GenericKind | null {
  if (/\/i18n\/Translation-[A-Za-z_@-]+(\.(xz|zst|gz|bz2))?$/.test(path)) return 'translation'
  if (/(^|\/)Contents-[a-z0-9-]+(\.(xz|zst|gz))?$/.test(path)) return 'contents'
  if (/\/cnf\/Commands-[a-z0-9-]+(\.(xz|zst|gz))?$/.test(path)) return 'cnf'
  return /\/dep11\/[^/]+$/.test(path) ? 'dep11' : null
}

function isWantedLanguage(path: string, languages: readonly string[]): boolean {
  if (languages.length === 0) return true
  const language = /Translation-([A-Za-z_@-]+)/.exec(path)?.[1] ?? ''
  return languages.some((one) => language === one || language.startsWith(`${one}_`))
}

/** One compression of a file is enough: the best that upstream lists. */
function isBestVariant(path: string, release: ReleaseFacts): boolean {
  const plain = path.replace(COMPRESSED, '')
  const best = ['.xz', '.zst', '.bz2', '.gz', ''].find((ending) => release.entries.has(plain + ending))
  return best !== undefined && plain + best === path
}
