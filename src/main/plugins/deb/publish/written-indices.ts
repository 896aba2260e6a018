/** Indices that were written before: the same stanzas give the same bytes, so that a publication writes only what has changed. */
import { createHash } from 'node:crypto'
import { type Artifact, findArtifact, type TaskContext, uuidToBlob } from '#plugin-api'

/** What is to be in an index. */
export interface IndexContent {
  /** Of the units whose stanzas it has, in their order; null where it is made of something else. */
  fingerprint: Buffer | null
  texts: Iterable<string>
}

/** Changes with how indices are written. */
const FORMAT = 'index 1\n'

/** Of units by their ids, one behind the other: a unit never changes. `how` is what else the text depends on. */
export function fingerprintOf(ids: Buffer, how = ''): Buffer {
  return createHash('sha256').update(FORMAT).update(how).update(ids).digest()
}

/** The files of an index by the endings of their names; null unless all of them are stored with every checksum that is wanted now. */
export function findWritten(
  { catalogue, settings }: TaskContext,
  fingerprint: Buffer,
  endings: readonly string[],
): ReadonlyMap<string, Artifact> | null {
  const sql = `SELECT w.ending, a.sha256 FROM deb_writtenindex w JOIN core_artifact a ON a.pulp_id = w.artifact_id WHERE w.fingerprint = ?`
  const rows = catalogue.prepare(sql).all(fingerprint) as { ending: string; sha256: Buffer }[]
  const found = new Map<string, Artifact>()
  for (const { ending, sha256 } of rows) {
    const artifact = findArtifact(catalogue, { sha256: sha256.toString('hex') })
    if (artifact && settings.ALLOWED_CONTENT_CHECKSUMS.every((name) => artifact.digests[name] !== undefined))
      found.set(ending, artifact)
  }
  return endings.every((ending) => found.has(ending)) ? found : null
}

/** Remembers the files of an index, which are stored now. */
export function keepWritten(
  { catalogue }: TaskContext,
  fingerprint: Buffer,
  files: readonly (readonly [ending: string, sha256: string])[],
): void {
  const insert = catalogue.prepare(
    'INSERT OR REPLACE INTO deb_writtenindex (fingerprint, ending, artifact_id) VALUES (?, ?, ?)',
  )
  catalogue.transaction(() => {
    for (const [ending, sha256] of files) {
      const artifact = findArtifact(catalogue, { sha256 })
      if (artifact) insert.run(fingerprint, ending, uuidToBlob(artifact.id))
    }
  })
}
