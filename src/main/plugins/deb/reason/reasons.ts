/** Why a package is in a version: the whole suite is mirrored, a query takes it, or something that was chosen needs it. */
import './messages.ts'
import { setImmediate } from 'node:timers/promises'
import {
  type AnyInstance,
  type Engine,
  type InstanceOf,
  type NamedUnit,
  type Reasons,
  remoteOfVersion,
  soleReason,
  type VersionRef,
  walkReasons,
  type Way,
} from '#plugin-api'
import { basePackages } from '../closure/choose.ts'
import { QuerySet } from '../closure/query-set.ts'
import { formatGroup } from '../closure/relation.ts'
import { isNegative, isProvided, isTarget, type Stanza } from '../closure/stanza.ts'
import { Universe } from '../closure/universe.ts'
import { stanzasOfVersion } from '../copy/stanzas.ts'
import { type AptRemote, AptRepository } from '../model/resource.ts'
import { placeOf } from '../trust.ts'

type RemoteInstance = InstanceOf<typeof AptRemote>

/** Stanzas added before somebody else gets a turn. */
const AT_ONCE = 1000

interface Held {
  /** Ids of the units, by stanza. */
  ids: Map<Stanza, string>
  queries: QuerySet
}

async function heldPackages(
  { catalogue }: Engine,
  version: VersionRef,
  remote: RemoteInstance,
  signal: AbortSignal,
): Promise<Held> {
  const ids = new Map<Stanza, string>()
  const queries = new QuerySet(remote.package_query)
  for await (const { id, paragraph, stanza } of stanzasOfVersion({ catalogue, signal }, version)) {
    ids.set(stanza, id)
    queries.take(paragraph, stanza)
  }
  return { ids, queries }
}

/** The stanzas of one architecture: a package for all of them is explained by one of those that are here. */
async function universeOf({ ids }: Held, target: Stanza, signal: AbortSignal): Promise<Universe> {
  const others = [...ids.keys()].find(({ architecture }) => architecture !== 'all')
  const universe = new Universe(target.architecture === 'all' ? (others?.architecture ?? 'all') : target.architecture)
  for (const [index, stanza] of [...ids.keys()].entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate(undefined, { signal })
    universe.add(stanza)
  }
  return universe
}

/** What was chosen: by queries first, since that is what somebody wrote. */
function beginnings(universe: Universe, { queries }: Held, remote: RemoteInstance): Way<Stanza>[] {
  const matched = [...queries.matched()].flatMap((to) => {
    const query = universe.versions(to.name).includes(to) ? queries.queryOf(to) : null
    return query === null ? [] : [{ to, step: { id: 'deb.query', params: { query } } }]
  })
  const { base_packages: base } = remote
  return [...matched, ...basePackages(universe, base).map((to) => ({ to, step: { id: 'deb.base', params: { base } } }))]
}

/** Every package that meets something `from` asks for. */
function* needs(universe: Universe, from: Stanza, recommends: boolean): Generator<Way<Stanza>> {
  const { architecture } = universe
  for (const { field, alternatives } of from.dependencies()) {
    const isFollowed = !isNegative(field) && field !== 'Suggests' && (field !== 'Recommends' || recommends)
    if (!isFollowed) continue
    const params = { by: `${from.name} ${from.version}`, field, relation: formatGroup(alternatives) }
    const step = { id: field === 'Recommends' ? 'deb.recommends' : 'deb.depends', params }
    for (const relation of alternatives) {
      for (const to of universe.versions(relation.name)) if (isTarget(to, relation, architecture)) yield { to, step }
      for (const { stanza: to, provided } of universe.providersOf(relation.name))
        if (isProvided(to, provided, relation, architecture)) yield { to, step }
    }
  }
}

/** The chain from what is chosen now to a binary package. */
export async function packageReasons(
  engine: Engine,
  unit: AnyInstance,
  version: VersionRef,
  signal: AbortSignal,
): Promise<Reasons | null> {
  const remote = remoteOfVersion<RemoteInstance>(engine, version)
  if (!remote) return null
  const place = placeOf(engine, unit.pulp_id, version)
  if (!place) return soleReason('deb.uploaded')
  const isAll = remote.package_query.length === 0 && remote.base_packages === 'none'
  if (isAll || AptRepository.get(engine.catalogue, version.repositoryId).verbatim)
    return soleReason('deb.suite', { ...place })
  const held = await heldPackages(engine, version, remote, signal)
  const target = [...held.ids].find(([, one]) => one === unit.pulp_id)?.[0]
  if (!target) return null
  const universe = await universeOf(held, target, signal)
  const unitOf = (one: Stanza): NamedUnit => ({ id: held.ids.get(one) ?? null, name: `${one.name} ${one.version}` })
  const ways = (from: Stanza): Iterable<Way<Stanza>> =>
    remote.query_dependencies ? needs(universe, from, remote.query_recommends) : []
  const terrain = { unitOf, ways, isTarget: (one: Stanza) => one === target }
  return (await walkReasons(beginnings(universe, held, remote), terrain, signal)) ?? soleReason('deb.earlier')
}
