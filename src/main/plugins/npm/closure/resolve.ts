/** Everything that packages need, by npm's rules: each range is satisfied by the version that npm would choose for it. */
import { StillwaterError } from '#shared/error'
import type { SkippedEntry } from '../lock/read.ts'
import { isObject, type Manifest } from '../package/manifest.ts'
import { labelOf, type PlannedPackage } from '../package/planned.ts'
import type { DistTags } from '../packument/dist-tags.ts'
import type { Packument } from './packument.ts'
import { pickVersion } from './pick.ts'
import { planVersion } from './plan-version.ts'
import type { PackumentSource } from './registry.ts'
import { dependencySpec, packageSpec, type Wanted } from './spec.ts'

export interface Closure {
  packages: PlannedPackage[]
  skipped: SkippedEntry[]
  distTags: DistTags
}

/** Documents worked on at once; the downloader has its own limit of requests. */
const LIMIT = 16

interface Want {
  wanted: Wanted
  /** As it was written, for messages. */
  spec: string
  /** Who asks, `name@version`; null for the list itself. */
  by: string | null
  /** Whether everybody can do without. */
  optional: boolean
}

/**
 * The closure of a list of specs over dependencies, optional dependencies and the peers that must be there.
 * @throws StillwaterError `npm.unresolvable`, `npm.no_integrity`, and what the source throws
 */
export async function resolveClosure(
  specs: readonly string[],
  source: PackumentSource,
  signal: AbortSignal,
): Promise<Closure> {
  const resolver = new Resolver(source, signal)
  for (const spec of specs) resolver.want({ wanted: packageSpec(spec), spec, by: null, optional: false })
  return resolver.run()
}

class Resolver {
  private readonly source: PackumentSource
  private readonly signal: AbortSignal
  private readonly queue: Want[] = []
  private readonly seen = new Set<string>()
  private readonly planned = new Map<string, { one: PlannedPackage; required: boolean }>()
  private readonly skipped = new Map<string, SkippedEntry>()
  private readonly tags = new Map<string, Packument['dist-tags']>()

  constructor(source: PackumentSource, signal: AbortSignal) {
    this.source = source
    this.signal = signal
  }

  want(want: Want): void {
    const key = JSON.stringify([want.wanted, want.optional])
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.queue.push(want)
  }

  async run(): Promise<Closure> {
    const active = new Set<Promise<void>>()
    let failure: { error: unknown } | null = null
    while ((this.queue.length > 0 || active.size > 0) && !failure) {
      this.signal.throwIfAborted()
      const want = active.size < LIMIT ? this.queue.pop() : undefined
      if (!want) {
        await Promise.race(active)
        continue
      }
      const work = this.visit(want)
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => active.delete(work))
      active.add(work)
    }
    await Promise.all(active)
    if (failure) throw (failure as { error: unknown }).error
    return this.result()
  }

  private result(): Closure {
    const packages = [...this.planned.values()]
      .map(({ one }) => one)
      .toSorted((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1))
    const distTags = [...this.tags].flatMap(([name, tags]) =>
      Object.entries(tags)
        .filter(([, version]) => this.planned.has(labelOf({ name, version })))
        .map(([tag, version]) => [name, tag, version] as const),
    )
    return { packages, skipped: [...this.skipped.values()], distTags }
  }

  private async visit(want: Want): Promise<void> {
    const { wanted } = want
    if (wanted.kind === 'elsewhere') return this.skip(wanted.name, wanted.source)
    const packument = wanted.kind === 'registry' ? await this.source.get(wanted.name) : null
    const picked = packument && wanted.kind === 'registry' ? pickVersion(packument, wanted.range) : null
    if (!picked || !packument) return this.unresolvable(want)
    this.tags.set(packument.name, packument['dist-tags'])
    this.add(planVersion(packument, picked), want)
  }

  private skip(name: string, source: string): void {
    this.skipped.set(`${name} ${source}`, { name, source: source.slice(0, 200) })
  }

  /** @throws StillwaterError `npm.unresolvable` */
  private unresolvable({ spec, by, optional }: Want): void {
    if (optional) return this.skip(spec, 'optional, not found')
    throw new StillwaterError('npm.unresolvable', { spec: spec.slice(0, 300), by: by ?? 'none' }, { status: 400 })
  }

  /** Plans a version and what it needs; once more when it turns out that somebody cannot do without it. */
  private add(one: PlannedPackage, { optional }: Want): void {
    const key = labelOf(one)
    const known = this.planned.get(key)
    if (known && (known.required || optional)) return
    this.planned.set(key, { one, required: !optional })
    for (const { name, value, isOptional } of dependenciesOf(one.manifest)) {
      const spec = `${name}@${value}`
      this.want({ wanted: dependencySpec(name, value), spec, by: key, optional: optional || isOptional })
    }
  }
}

interface Dependency {
  name: string
  value: string
  isOptional: boolean
}

/** What must be installed with a package. Registries list optional dependencies among the plain ones as well. */
export function dependenciesOf(manifest: Manifest): Dependency[] {
  const { bundleDependencies: bundle = manifest.bundledDependencies } = manifest
  const bundled = new Set(Array.isArray(bundle) ? (bundle as unknown[]) : [])
  const optional = textEntries(manifest.optionalDependencies)
  const optionalNames = new Set(optional.map(([name]) => name))
  const meta = isObject(manifest.peerDependenciesMeta) ? manifest.peerDependenciesMeta : {}
  const isOptionalPeer = (name: string): boolean => {
    const about = Object.hasOwn(meta, name) ? meta[name] : null
    return isObject(about) && about.optional === true
  }
  const plain = bundle === true ? [] : textEntries(manifest.dependencies).filter(([name]) => !optionalNames.has(name))
  const peers = textEntries(manifest.peerDependencies).filter(([name]) => !isOptionalPeer(name))
  return [
    ...[...plain, ...peers].map(([name, value]) => ({ name, value, isOptional: false })),
    ...optional.map(([name, value]) => ({ name, value, isOptional: true })),
  ].filter(({ name }) => !bundled.has(name))
}

function textEntries(value: unknown): [string, string][] {
  return Object.entries(isObject(value) ? value : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
}
