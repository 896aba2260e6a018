import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { getVersion, versionHref, type VersionRef } from './version.ts'

/** Keeps a version whatever retention says, or no longer. Answers how it is now. */
export function pinVersion(engine: Engine, version: VersionRef, pinned: boolean): VersionRef {
  const { catalogue } = engine
  const sql = 'UPDATE core_repositoryversion SET pinned = ? WHERE pulp_id = ?'
  catalogue.transaction(() => catalogue.prepare(sql).run(Number(pinned), uuidToBlob(version.id)))
  engine.emit({ type: 'resource', action: 'updated', href: versionHref(catalogue, version), prn: version.prn })
  return getVersion(catalogue, version.id)
}
