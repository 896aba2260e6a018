/** Why a package is in a version: the way from the lockfile or the list of packages that was chosen. */
import './messages.ts'
import { formatMessage } from '#shared/i18n/format'
import {
  type AnyInstance,
  type Engine,
  type InstanceOf,
  type Reasons,
  remoteOfVersion,
  soleReason,
  type VersionRef,
  walkReasons,
} from '#plugin-api'
import { parseLockfile } from '../lock/parse.ts'
import type { NpmPackage, NpmRemote } from '../models.ts'
import { lockTerrain } from './lock-terrain.ts'
import { HeldPackages, specTerrain } from './spec-terrain.ts'

/** The chain from what is chosen now; a package that nothing of it needs came with an earlier sync, or with an upload. */
export async function packageReasons(
  engine: Engine,
  unit: AnyInstance,
  version: VersionRef,
  signal: AbortSignal,
): Promise<Reasons | null> {
  const remote = remoteOfVersion<InstanceOf<typeof NpmRemote>>(engine, version)
  if (!remote) return null
  const { package_lock: text, package_specs: specs } = remote
  if (text === null && specs.length === 0) return soleReason('npm.pulled')
  const { name, version: number } = unit as unknown as InstanceOf<typeof NpmPackage>
  const packages = new HeldPackages(engine.catalogue, version)
  if (text !== null) {
    const project = formatMessage('reason.npm.project')
    const lock = parseLockfile(text)
    const idOf = packages.idOf.bind(packages)
    const { beginnings, terrain } = lockTerrain(lock, { name, version: number }, idOf, lock.name ?? project)
    const locked = await walkReasons(beginnings, terrain, signal)
    if (locked) return locked
  }
  const { beginnings, terrain } = specTerrain(packages, specs, unit.pulp_id)
  return (await walkReasons(beginnings, terrain, signal)) ?? soleReason('npm.earlier')
}
