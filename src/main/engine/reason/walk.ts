/** Walks from what was chosen over what each thing needs, to tell how one comes to a certain unit. */
import { setImmediate } from 'node:timers/promises'
import type { NamedUnit, Reasons, ReasonStep } from '../plugin/declaration.ts'

type Said = Omit<ReasonStep, 'unit'>

/** Where the walk may begin or go on, and why. */
export interface Way<Node> {
  to: Node
  step: Said
}

/** What the walk is told of the things it passes. */
export interface Terrain<Node> {
  ways(from: Node): Iterable<Way<Node>>
  unitOf(node: Node): NamedUnit
  isTarget(node: Node): boolean
}

interface Visit<Node> {
  node: Node
  step: Said
  from: Visit<Node> | null
}

/** Nodes looked at before somebody else gets a turn. */
const AT_ONCE = 500

/**
 * The shortest chain from one of the beginnings to a target, and everything that leads to a target directly; null when nothing does.
 * Each thing is passed once, so that circles end.
 */
export async function walkReasons<Node>(
  beginnings: readonly Way<Node>[],
  { ways, unitOf, isTarget }: Terrain<Node>,
  signal: AbortSignal,
): Promise<Reasons | null> {
  const seen = new Set<Node>()
  const queue: Visit<Node>[] = []
  const neededBy = new Map<string, NamedUnit>()
  const found: Visit<Node>[] = []
  const arrive = ({ to: node, step }: Way<Node>, from: Visit<Node> | null): void => {
    if (isTarget(node)) {
      if (found.length === 0) found.push({ node, step, from })
      const by = from && !isTarget(from.node) ? unitOf(from.node) : null
      if (by) neededBy.set(by.name, by)
    }
    if (seen.has(node)) return
    seen.add(node)
    queue.push({ node, step, from })
  }
  for (const way of beginnings) arrive(way, null)
  // The queue grows while it is walked.
  for (const [index, visit] of queue.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate(undefined, { signal })
    for (const way of ways(visit.node)) arrive(way, visit)
  }
  const [first] = found
  return first ? { chain: chainOf(first, unitOf), neededBy: [...neededBy.values()] } : null
}

function chainOf<Node>(end: Visit<Node>, unitOf: (node: Node) => NamedUnit): ReasonStep[] {
  const steps: ReasonStep[] = []
  for (let visit: Visit<Node> | null = end; visit; visit = visit.from)
    steps.unshift({ ...visit.step, unit: unitOf(visit.node) })
  return steps
}

/** A chain of one link: why a unit is there that nothing else led to. */
export function soleReason(id: string, params: ReasonStep['params'] = {}): Reasons {
  return { chain: [{ id, params }], neededBy: [] }
}
