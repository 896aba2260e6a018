import { StillwaterError } from '#shared/error'
import { assertPackageIdentity, parseTarballAddress, tarballPath } from '../package/identity.ts'
import { parseIntegrity } from '../package/integrity.ts'
import { type Manifest, pick } from '../package/manifest.ts'
import { labelOf, type PlannedPackage } from '../package/planned.ts'
import { parseLockfile } from './parse.ts'
import type { Lockfile, LockPackage } from './schema.ts'

/** A package of the project that no registry has, and so no mirror of one. */
export interface SkippedEntry {
  name: string
  /** Where it comes from instead. */
  source: string
}

/** A package of the lock whose integrity the lock does not tell. */
export type UncheckedPackage = Omit<PlannedPackage, 'integrity' | 'digests'>

export interface LockedProject {
  /** The project's own name, if it has one. */
  name: string | null
  packages: PlannedPackage[]
  /** Without integrity: the registry has to be asked. */
  unchecked: UncheckedPackage[]
  skipped: SkippedEntry[]
  /** Registry most of the addresses in the file name, if any does. */
  registry: string | null
}

const FOLDER = 'node_modules/'

/** Fields of a lock entry that are the same in a registry's version object. */
const MANIFEST_FIELDS = [
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'bin',
  'engines',
  'os',
  'cpu',
  'libc',
  'hasInstallScript',
  'license',
  'funding',
]

/**
 * What a lockfile needs from a registry, each package once.
 * @throws StillwaterError `npm.lock_*`, `npm.invalid_package`
 */
export function readLockfile(text: string): LockedProject {
  const lock = parseLockfile(text)
  const reader = new LockReader()
  for (const [path, entry] of Object.entries(lock.packages)) reader.add(path, entry)
  return reader.finish(projectName(lock))
}

function projectName(lock: Lockfile): string | null {
  const root = Object.hasOwn(lock.packages, '') ? lock.packages[''] : undefined
  return lock.name ?? root?.name ?? null
}

class LockReader {
  private readonly planned = new Map<string, PlannedPackage>()
  private readonly unchecked = new Map<string, UncheckedPackage>()
  private readonly skipped = new Map<string, SkippedEntry>()
  private readonly registries = new Map<string, number>()

  add(path: string, entry: LockPackage): void {
    const at = path.lastIndexOf(FOLDER)
    // The root and the folders of workspaces are the project's own, and links point at them.
    if (at === -1 || entry.link || entry.inBundle) return
    const resolved = typeof entry.resolved === 'string' ? entry.resolved : null
    const address = resolved === null ? null : parseTarballAddress(resolved)
    const name = entry.name ?? address?.name ?? path.slice(at + FOLDER.length)
    if (resolved !== null && !address) this.skip(name, resolved)
    else if (entry.version === undefined) this.skip(name, 'no version')
    else this.plan(name, entry.version, entry, address)
  }

  private skip(name: string, source: string): void {
    const shown = source.replace(/^(\w[\w+.-]*:\/\/)[^/@]*@/, '$1').slice(0, 200)
    this.skipped.set(`${name} ${shown}`, { name: name.slice(0, 214), source: shown })
  }

  private plan(
    name: string,
    version: string,
    entry: LockPackage,
    address: ReturnType<typeof parseTarballAddress>,
  ): void {
    assertPackageIdentity(name, version)
    const upstream = address?.name === name ? address.path : tarballPath(name, version)
    if (address) this.registries.set(address.base, (this.registries.get(address.base) ?? 0) + 1)
    const one: UncheckedPackage = { name, version, upstream, manifest: manifestOf(entry) }
    const key = labelOf(one)
    const integrity = entry.integrity === undefined ? null : parseIntegrity(entry.integrity)
    if (!integrity) {
      this.unchecked.set(key, one)
      return
    }
    const known = this.planned.get(key)
    const other = known?.digests[integrity.algorithm]
    if (other !== undefined && other !== integrity.digests[integrity.algorithm]) {
      throw new StillwaterError('npm.lock_conflict', { name, version }, { status: 400 })
    }
    if (!known) this.planned.set(key, { ...one, integrity: integrity.text, digests: integrity.digests })
  }

  finish(name: string | null): LockedProject {
    const [registry] = [...this.registries].toSorted((a, b) => b[1] - a[1])
    return {
      name,
      packages: [...this.planned.values()],
      unchecked: [...this.unchecked].filter(([key]) => !this.planned.has(key)).map(([, one]) => one),
      skipped: [...this.skipped.values()],
      registry: registry?.[0] ?? null,
    }
  }
}

function manifestOf(entry: LockPackage): Manifest {
  return { ...pick(entry, MANIFEST_FIELDS), ...(entry.hasShrinkwrap ? { _hasShrinkwrap: true } : {}) }
}
