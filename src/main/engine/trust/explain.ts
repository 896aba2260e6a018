import { verifyFile } from '../artifact/verify-file.ts'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import type { AnyInstance, TrustStep } from '../plugin/declaration.ts'
import type { VersionRef } from '../repository/version.ts'

interface StoredFile {
  path: string
  sha256: string | null
  size: number | null
}

/** Whether the bytes on the disk are the ones that are believed: each file of the unit is read. */
async function bytesStep(engine: Engine, contentId: string): Promise<TrustStep> {
  const sql = `SELECT ca.relative_path AS path, lower(hex(a.sha256)) AS sha256, a.size AS size FROM core_contentartifact ca
    LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id WHERE ca.content_id = ? ORDER BY ca.relative_path`
  const files = engine.catalogue.prepare(sql).all(uuidToBlob(contentId)) as StoredFile[]
  for (const { path, sha256, size } of files) {
    if (!sha256 || size === null) return { id: 'bytes_absent', state: 'recorded', params: { path } }
    const { state } = await verifyFile(engine.storage.path(sha256) ?? '', { digests: { sha256 }, size })
    if (state !== 'good') return { id: 'bytes_damaged', state: 'failed', params: { path, sha256 } }
  }
  const [first] = files
  if (!first) return { id: 'no_file', state: 'recorded', params: {} }
  return {
    id: 'bytes',
    state: 'verified',
    params: { path: first.path, sha256: first.sha256 ?? '', files: files.length },
  }
}

/** The chain from what is believed to the bytes on the disk: what the plugin knows, then the bytes themselves. */
export async function explainTrust(engine: Engine, unit: AnyInstance, version: VersionRef): Promise<TrustStep[]> {
  const declaration = engine.registry.content.get(unit.pulp_type)
  const chain = declaration?.trust
    ? await declaration.trust(engine, unit, version)
    : [{ id: 'type_silent', state: 'unchecked' as const, params: { type: unit.pulp_type } }]
  return [...chain, await bytesStep(engine, unit.pulp_id)]
}
