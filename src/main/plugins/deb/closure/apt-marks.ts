/**
 * Marks what a set of packages needs, as apt does on a machine that has nothing yet. Follows apt 2.6, apt-pkg/depcache.cc (MarkInstall and
 * its helpers), without what only concerns installed packages; its scored problem resolver, which comes afterwards, is not followed.
 */
import type { Relation } from './relation.ts'
import { type Dependency, isNegative, isProvided, isTarget, type Stanza } from './stanza.ts'
import type { Universe } from './universe.ts'

export interface MarkOptions {
  recommends: boolean
  suggests: boolean
}

/** What is decided of a name so far. */
interface State {
  candidate: Stanza | null
  installs: boolean
  /** Nobody but the user may change it. */
  protected: boolean
}

const MAX_DEPTH = 3000

export class AptMarks {
  private readonly universe: Universe
  private readonly options: MarkOptions
  private readonly states = new Map<string, State>()

  constructor(universe: Universe, options: MarkOptions) {
    this.universe = universe
    this.options = options
  }

  /** Marks packages that the user names, together, as one command does. */
  install(roots: readonly Stanza[]): void {
    for (const root of roots) {
      const state = this.state(root.name)
      Object.assign(state, { candidate: root, protected: true, installs: true })
    }
    for (const name of new Set(roots.map((root) => root.name))) this.mark(name, 0, true)
  }

  /** What is marked, by name. */
  marked(): Stanza[] {
    return [...this.states.values()].filter(({ installs }) => installs).map(({ candidate }) => candidate as Stanza)
  }

  isInstalled(stanza: Stanza): boolean {
    const state = this.states.get(stanza.name)
    return state?.installs === true && state.candidate === stanza
  }

  /** Relationships of a marked package that do not hold. */
  broken(stanza: Stanza): Dependency[] {
    return stanza.dependencies().filter((one) => isCritical(one) && !this.holds(stanza, one))
  }

  /** Packages that a relation can be met by, whether or not they are marked, the best first. */
  candidatesFor(relation: Relation): Stanza[] {
    const found = new Set<Stanza>()
    const { architecture } = this.universe
    const take = (one: Stanza | null, matches: (stanza: Stanza) => boolean): void => {
      if (one && matches(one)) found.add(one)
    }
    const target = this.universe.versions(relation.name).length > 0 ? this.state(relation.name).candidate : null
    take(target, (one) => isTarget(one, relation, architecture))
    for (const { stanza, provided } of this.universe.providersOf(relation.name)) {
      if (this.state(stanza.name).candidate === stanza && isProvided(stanza, provided, relation, architecture))
        found.add(stanza)
    }
    // To apt "name:any" is a package of its own, which those that allow it provide: none of them goes by that name.
    const wanted = relation.architecture === 'any' ? null : relation.name
    return [...found].toSorted((a, b) => this.compare(a, b, wanted))
  }

  /** Every package that could meet a relation, given up or not. */
  everyVersionFor(relation: Relation): Stanza[] {
    const { architecture } = this.universe
    return [
      ...this.universe.versions(relation.name).filter((one) => isTarget(one, relation, architecture)),
      ...this.universe
        .providersOf(relation.name)
        .filter(({ stanza, provided }) => isProvided(stanza, provided, relation, architecture))
        .map(({ stanza }) => stanza),
    ]
  }

  private state(name: string): State {
    let state = this.states.get(name)
    if (!state) {
      state = { candidate: this.universe.candidate(name), installs: false, protected: false }
      this.states.set(name, state)
    }
    return state
  }

  /** Whether something marked is what the relation asks for. */
  private isMet(relation: Relation, except: Stanza | null): boolean {
    const { architecture } = this.universe
    const target = this.states.get(relation.name)
    if (target?.installs && target.candidate !== except && isTarget(target.candidate as Stanza, relation, architecture))
      return true
    return this.universe
      .providersOf(relation.name)
      .some(
        ({ stanza, provided }) =>
          stanza.name !== except?.name &&
          this.isInstalled(stanza) &&
          isProvided(stanza, provided, relation, architecture),
      )
  }

  private holds(owner: Stanza, { field, alternatives }: Dependency): boolean {
    if (isNegative(field)) return !alternatives.some((one) => this.isMet(one, owner))
    return alternatives.some((one) => this.isMet(one, null))
  }

  private matters({ field }: Dependency): boolean {
    if (field === 'Recommends') return this.options.recommends
    return field === 'Suggests' ? this.options.suggests : true
  }

  /** Whether every relationship that matters holds. */
  private isSettled(stanza: Stanza): boolean {
    return stanza.dependencies().every((one) => !this.matters(one) || this.holds(stanza, one))
  }

  private mark(name: string, depth: number, fromUser: boolean): boolean {
    const state = this.state(name)
    if (depth > MAX_DEPTH) return false
    if (!fromUser && !state.installs && state.protected) return false
    const stanza = state.candidate
    if (!stanza) return false
    if (!state.protected && state.installs && this.isSettled(stanza)) return true
    if (!this.isSatisfiable(stanza, state)) return false
    if (fromUser) state.installs = true
    const wasProtected = state.protected
    const failEarly = !wasProtected && !fromUser
    const open = stanza.dependencies().filter((one) => this.matters(one) && (wasProtected || !this.holds(stanza, one)))
    let failed = !this.excludeConflicts(stanza, open, wasProtected, fromUser)
    if (failed && failEarly) return false
    state.installs = true
    state.protected = true
    failed = !this.installDependencies(open, depth, wasProtected, fromUser) || failed
    state.protected = wasProtected
    if (failed && failEarly) {
      state.installs = false
      state.candidate = null
    }
    return !failed
  }

  /** Gives up a package at once whose dependencies nothing can meet. */
  private isSatisfiable(stanza: Stanza, state: State): boolean {
    for (const one of stanza.dependencies()) {
      if (!isCritical(one) || isNegative(one.field)) continue
      if (one.alternatives.some((relation) => this.isMet(relation, null) || this.candidatesFor(relation).length > 0))
        continue
      if (!state.protected) {
        state.candidate = null
        state.installs = false
      }
      return false
    }
    return true
  }

  /** Takes out what the package cannot live with, unless that is protected. */
  private excludeConflicts(
    owner: Stanza,
    open: readonly Dependency[],
    propagates: boolean,
    fromUser: boolean,
  ): boolean {
    let failed = false
    for (const { field, alternatives } of open) {
      if (!isNegative(field)) continue
      for (const one of this.candidatesFor(alternatives[0] as Relation)) {
        if (one.name === owner.name) continue
        const state = this.state(one.name)
        if (state.installs && state.protected) {
          failed = true
          if (!propagates && !fromUser) return false
          continue
        }
        state.installs = false
        if (propagates) {
          state.candidate = null
          state.protected = true
        }
      }
    }
    return !failed
  }

  private installDependencies(
    open: readonly Dependency[],
    depth: number,
    propagates: boolean,
    fromUser: boolean,
  ): boolean {
    let failed = false
    for (const dependency of open) {
      if (isNegative(dependency.field) || this.installOne(dependency, depth, propagates)) continue
      if (!isCritical(dependency)) continue
      failed = true
      if (!propagates && !fromUser) return false
    }
    return !failed
  }

  /** Whether the dependency is met, after trying its alternatives one after the other. */
  private installOne(dependency: Dependency, depth: number, propagates: boolean): boolean {
    const { alternatives } = dependency
    const critical = isCritical(dependency)
    if (alternatives.some((one) => this.isMet(one, null))) {
      return !propagates || !critical || this.protectOnly(alternatives, depth)
    }
    const solutions = this.solutionsFor(alternatives)
    for (const one of solutions) {
      const state = this.state(one.name)
      if (state.candidate !== one) continue
      if (propagates && critical && solutions.length === 1) {
        if (!state.installs && state.protected) continue
        state.installs = true
        state.protected = true
      }
      if (this.mark(one.name, depth + 1, false)) return true
    }
    return false
  }

  /** What a protected package depends on without a choice is protected as well. */
  private protectOnly(alternatives: readonly Relation[], depth: number): boolean {
    const [only, ...others] = this.solutionsFor(alternatives)
    if (!only || others.length > 0) return true
    const state = this.state(only.name)
    if (state.protected) return true
    state.protected = true
    return this.mark(only.name, depth + 1, false)
  }

  private solutionsFor(alternatives: readonly Relation[]): Stanza[] {
    const all = new Set(alternatives.flatMap((one) => this.candidatesFor(one)))
    return [...all].filter(({ name }) => {
      const { protected: isProtected, installs } = this.state(name)
      return !isProtected || installs
    })
  }

  /** Negative when `a` is the better way to have the name. */
  private compare(a: Stanza, b: Stanza, wanted: string | null): number {
    const first = this.state(a.name).protected
    if (first !== this.state(b.name).protected) return first ? -1 : 1
    if (a.name !== b.name && (a.name === wanted || b.name === wanted)) return a.name === wanted ? -1 : 1
    if (a.essential !== b.essential) return a.essential ? -1 : 1
    if (a.important !== b.important) return a.important ? -1 : 1
    if (a.priority !== b.priority) return a.priority - b.priority
    return this.universe.numberOf(b.name) - this.universe.numberOf(a.name)
  }
}

export function isCritical({ field }: Dependency): boolean {
  return field !== 'Recommends' && field !== 'Suggests'
}
