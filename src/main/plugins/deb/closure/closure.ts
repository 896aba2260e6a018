/** Everything that packages need, and what they need that is nowhere. */
import { AptMarks, isCritical, type MarkOptions } from './apt-marks.ts'
import { formatGroup } from './relation.ts'
import { type Dependency, isNegative, type RelationField, type Stanza } from './stanza.ts'
import type { Universe } from './universe.ts'

/** A relationship that cannot hold. */
export interface Unmet {
  package: string
  version: string
  architecture: string
  field: RelationField
  /** As it stands in the field. */
  relation: string
}

/** Such as `curl 8.1 (amd64) Depends: libcurl4 (= 8.1)`. */
export function describeUnmet(one: Unmet): string {
  return `${one.package} ${one.version} (${one.architecture}) ${one.field}: ${one.relation}`
}

export interface Closure {
  /** In the order of names and versions. */
  packages: Stanza[]
  unmet: Unmet[]
}

/**
 * The closure of packages on a machine with nothing installed, as apt chooses it for one command. Packages that cannot be installed
 * together with the others are resolved each by itself: a mirror holds what both need.
 */
export function closureOf(universe: Universe, roots: readonly Stanza[], options: MarkOptions): Closure {
  const marks = markTogether(universe, roots, options)
  const found = new Set(reachable(marks, roots))
  const unmet = new Map<string, Unmet>()
  const failing = new Set(roots.filter((root) => !marks.isInstalled(root) || isBroken(marks, root)))
  for (const root of failing) {
    const alone = markTogether(universe, [root], options)
    for (const one of reachable(alone, [root])) found.add(one)
    for (const one of explain(alone, root)) unmet.set(keyOf(one), one)
  }
  const packages = [...found].toSorted((a, b) => compareText(a.name, b.name) || compareText(a.path, b.path))
  return { packages, unmet: [...unmet.values()].toSorted((a, b) => compareText(keyOf(a), keyOf(b))) }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
const keyOf = (one: Unmet): string => [one.package, one.version, one.architecture, one.field, one.relation].join(' ')

function markTogether(universe: Universe, roots: readonly Stanza[], options: MarkOptions): AptMarks {
  const marks = new AptMarks(universe, options)
  marks.install(roots)
  return marks
}

/** Whether something below a root does not hold. */
function isBroken(marks: AptMarks, root: Stanza): boolean {
  const seen = new Set<Stanza>([root])
  for (const one of seen) {
    if (marks.broken(one).length > 0) return true
    for (const next of neighbours(marks, one, (dependency) => isCritical(dependency))) seen.add(next)
  }
  return false
}

/** Marked packages that meet a relationship of `one`. */
function* neighbours(marks: AptMarks, one: Stanza, follows: (dependency: Dependency) => boolean): Generator<Stanza> {
  for (const dependency of one.dependencies()) {
    if (isNegative(dependency.field) || !follows(dependency)) continue
    for (const relation of dependency.alternatives) {
      for (const candidate of marks.candidatesFor(relation)) if (marks.isInstalled(candidate)) yield candidate
    }
  }
}

/** What was marked for an alternative that failed later serves nobody: apt drops it, too (as packages that nothing needs any more). */
function reachable(marks: AptMarks, roots: readonly Stanza[]): Iterable<Stanza> {
  const seen = new Set(roots)
  for (const one of seen) for (const next of neighbours(marks, one, () => true)) seen.add(next)
  return seen
}

/** Relationships that keep a package from being installed, down to those that nothing can meet. */
function explain(marks: AptMarks, root: Stanza): Unmet[] {
  const found: Unmet[] = []
  const seen = new Set<Stanza>([root])
  for (const one of seen) {
    for (const { field, alternatives } of marks.broken(one)) {
      const others = isNegative(field) ? [] : alternatives.flatMap((relation) => marks.everyVersionFor(relation))
      const next = others.filter((other) => marks.broken(other).length > 0)
      if (next.length === 0) {
        const { name, version, architecture } = one
        found.push({ package: name, version, architecture, field, relation: formatGroup(alternatives) })
      }
      for (const other of next) seen.add(other)
    }
    for (const next of neighbours(marks, one, isCritical)) seen.add(next)
  }
  return found
}
