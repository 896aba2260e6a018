/** What the packages of a version say of who needs what, when a list of specs was chosen: each range is met by the newest that fits. */
import semver from 'semver'
import {
  type Catalogue,
  IN_VERSION,
  blobToUuid,
  type NamedUnit,
  type Terrain,
  uuidToBlob,
  type VersionRef,
  type Way,
} from '#plugin-api'
import { dependenciesOf } from '../closure/resolve.ts'
import { dependencySpec, packageSpec, type Wanted } from '../closure/spec.ts'
import type { Manifest } from '../package/manifest.ts'
import { labelOf } from '../package/planned.ts'
import { distTagsOf } from '../packument/dist-tags.ts'

interface Held {
  id: string
  name: string
  version: string
  manifest: Manifest
}

/** Looks packages of a version up by name, each once, so that the same package is the same node. */
export class HeldPackages {
  private readonly known = new Map<string, readonly Held[]>()
  private readonly catalogue: Catalogue
  private readonly version: VersionRef

  constructor(catalogue: Catalogue, version: VersionRef) {
    this.catalogue = catalogue
    this.version = version
  }

  named(name: string): readonly Held[] {
    const known = this.known.get(name)
    if (known) return known
    const sql = `SELECT p.pulp_id AS id, p.name, p.version, p.manifest FROM npm_package p JOIN core_repositorycontent m ON m.content_id = p.pulp_id
      WHERE p.name = ? AND m.repository_id = ? AND ${IN_VERSION}`
    const { repositoryId, number } = this.version
    const rows = this.catalogue.prepare(sql).all(name, uuidToBlob(repositoryId), number, number) as {
      id: Buffer
      name: string
      version: string
      manifest: string
    }[]
    const held = rows.map(({ id, manifest, ...one }) => ({
      ...one,
      id: blobToUuid(id),
      manifest: JSON.parse(manifest) as Manifest,
    }))
    this.known.set(name, held)
    return held
  }

  idOf({ name, version }: { name: string; version: string }): string | null {
    return this.named(name).find((one) => one.version === version)?.id ?? null
  }

  /** The package that a spec means here, by the tags of the time. */
  meant(wanted: Wanted): Held | null {
    if (wanted.kind !== 'registry') return null
    const held = this.named(wanted.name)
    const tagged = distTagsOf(this.version.info, wanted.name).find(([, tag]) => tag === wanted.range)?.[1]
    const best =
      tagged ??
      semver.maxSatisfying(
        held.map(({ version }) => version),
        wanted.range,
        { loose: true },
      )
    return held.find(({ version }) => version === best) ?? null
  }
}

export function specTerrain(
  packages: HeldPackages,
  specs: readonly string[],
  target: string,
): { beginnings: Way<Held>[]; terrain: Terrain<Held> } {
  const beginnings = specs.flatMap((spec) => {
    const to = packages.meant(packageSpec(spec))
    return to ? [{ to, step: { id: 'npm.spec', params: { spec } } }] : []
  })
  const unitOf = (one: Held): NamedUnit => ({ id: one.id, name: labelOf(one) })
  const terrain: Terrain<Held> = {
    unitOf,
    isTarget: ({ id }) => id === target,
    *ways(from) {
      for (const { name, value, isOptional } of dependenciesOf(from.manifest)) {
        const to = packages.meant(dependencySpec(name, value))
        const id = isOptional ? 'npm.optionalDependencies' : 'npm.dependencies'
        if (to) yield { to, step: { id, params: { by: labelOf(from), range: `${name}@${value}` } } }
      }
    },
  }
  return { beginnings, terrain }
}
