/** Why a unit is in a version: what its plugin knows, else whether the source lists it or somebody put it there. */
import { uuidToBlob } from '../db/column.ts'
import { type RemoteInstance, Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { AnyInstance, Reasons } from '../plugin/declaration.ts'
import { remoteOfVersion } from '../repository/remote-of-version.ts'
import type { VersionRef } from '../repository/version.ts'
import { soleReason } from './walk.ts'

/** Whether the remote is known to have a file of the unit; units without files of their own came with those that have some. */
function comesFrom({ catalogue }: Engine, remote: RemoteInstance, contentId: string): boolean {
  const files = 'SELECT 1 FROM core_contentartifact ca WHERE ca.content_id = ?'
  const known = `SELECT 1 FROM core_contentartifact ca JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id
    WHERE ca.content_id = ? AND ra.remote_id = ?`
  const id = uuidToBlob(contentId)
  if (catalogue.prepare(files).get(id) === undefined) return true
  return catalogue.prepare(known).get(id, uuidToBlob(remote.pulp_id)) !== undefined
}

function plainReason(engine: Engine, unit: AnyInstance, version: VersionRef): Reasons {
  const remote = remoteOfVersion(engine, version)
  if (!remote || !comesFrom(engine, remote, unit.pulp_id)) return soleReason('by_hand')
  const { pulp_type: type } = Repository.get(engine.catalogue, version.repositoryId)
  const plugin = engine.registry.plugins.find(({ mirror }) => mirror.repository.type === type)
  const source = plugin?.mirror.describeSource(remote) ?? remote.url
  const isFiltered = (remote.include ?? []).length + (remote.exclude ?? []).length > 0
  return soleReason(isFiltered ? 'filtered' : 'listed', { source })
}

/** The chain from what was chosen to the unit, and what needs it directly. */
export async function explainReasons(
  engine: Engine,
  unit: AnyInstance,
  version: VersionRef,
  signal: AbortSignal,
): Promise<Reasons> {
  const own = await engine.registry.content.get(unit.pulp_type)?.reasons?.(engine, unit, version, signal)
  return own ?? plainReason(engine, unit, version)
}
