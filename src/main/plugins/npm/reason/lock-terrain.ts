/** What a lockfile says of who needs what: each folder finds its dependencies as Node does, in its own folder and those above it. */
import type { NamedUnit, Terrain, Way } from '#plugin-api'
import { parseTarballAddress } from '../package/identity.ts'
import { labelOf } from '../package/planned.ts'
import type { Lockfile, LockPackage } from '../lock/schema.ts'

const FOLDER = 'node_modules/'
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const

export interface LockTarget {
  name: string
  version: string
}

/** The name a registry knows the package by, whatever folder it lies in. */
function nameAt(path: string, { name, resolved }: LockPackage): string {
  const address = typeof resolved === 'string' ? parseTarballAddress(resolved) : null
  return name ?? address?.name ?? path.slice(path.lastIndexOf(FOLDER) + FOLDER.length)
}

/** The entry that `name` means in a folder; links are followed to what they point at. */
function entryFor({ packages }: Lockfile, folder: string, name: string): string | null {
  for (let at: string | null = folder; at !== null; at = above(at)) {
    const path = `${at === '' ? '' : `${at}/`}${FOLDER}${name}`
    const entry = Object.hasOwn(packages, path) ? packages[path] : undefined
    if (entry) return entry.link && typeof entry.resolved === 'string' ? entry.resolved : path
  }
  return null
}

/** The next folder whose `node_modules` counts, or null above the root. */
function above(folder: string): string | null {
  if (folder === '') return null
  const nested = folder.lastIndexOf(`/${FOLDER}`)
  if (nested >= 0) return folder.slice(0, nested)
  return folder.startsWith(FOLDER) ? '' : folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
}

export function lockTerrain(
  lock: Lockfile,
  target: LockTarget,
  idOf: (one: LockTarget) => string | null,
  project: string,
): { beginnings: Way<string>[]; terrain: Terrain<string> } {
  const entry = (path: string): LockPackage => (Object.hasOwn(lock.packages, path) ? lock.packages[path] : {}) ?? {}
  const isOwn = (path: string): boolean => !path.includes(FOLDER)
  const unitOf = (path: string): NamedUnit => {
    const { version = '' } = entry(path)
    if (isOwn(path)) return { id: null, name: path === '' ? project : (entry(path).name ?? path) }
    const name = nameAt(path, entry(path))
    return { id: idOf({ name, version }), name: labelOf({ name, version }) }
  }
  const chosen = (path: string): Way<string>['step'] =>
    path === ''
      ? { id: 'npm.lockfile', params: { project: lock.name ?? 'none' } }
      : { id: 'npm.workspace', params: { workspace: path } }
  const beginnings = Object.keys(lock.packages)
    .filter(isOwn)
    .map((path) => ({ to: path, step: chosen(path) }))
  const terrain: Terrain<string> = {
    unitOf,
    isTarget: (path) =>
      !isOwn(path) && nameAt(path, entry(path)) === target.name && entry(path).version === target.version,
    *ways(from) {
      for (const kind of KINDS)
        for (const [name, range] of Object.entries(entry(from)[kind] ?? {})) {
          const to = entryFor(lock, from, name)
          if (to !== null)
            yield { to, step: { id: `npm.${kind}`, params: { by: unitOf(from).name, range: `${name}@${range}` } } }
        }
    },
  }
  return { beginnings, terrain }
}
