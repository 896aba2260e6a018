/** Artifact rows: what the catalogue knows of the files in the store. */
import { DIGEST_NAMES, type DigestName, type Digests } from '#shared/digest'
import { uuidv7 } from '#shared/id'
import { formatPrn } from '#shared/prn'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import type { TemporaryFile } from './temporary-file.ts'

/** A stored, verified file. */
export interface Artifact {
  readonly id: string
  /** Bytes. */
  readonly size: number
  readonly digests: Digests
}

type RawArtifact = { pulp_id: Buffer; size: number } & Record<DigestName, Buffer | null>

export const artifactPrn = (id: string): string => formatPrn('core.artifact', id)

export function artifactFromRaw(value: unknown): Artifact {
  const raw = value as RawArtifact
  const digests: Digests = {}
  for (const name of DIGEST_NAMES) {
    const blob = raw[name]
    if (blob) digests[name] = Buffer.from(blob).toString('hex')
  }
  return { id: blobToUuid(raw.pulp_id), size: raw.size, digests }
}

/** The artifact with any of the digests, tried in the order of DIGEST_NAMES; null when none is stored. */
export function findArtifact(catalogue: Catalogue, digests: Digests): Artifact | null {
  for (const name of DIGEST_NAMES) {
    const digest = digests[name]
    if (!digest) continue
    const raw = catalogue.prepare(`SELECT * FROM core_artifact WHERE ${name} = ?`).get(Buffer.from(digest, 'hex'))
    if (raw) return artifactFromRaw(raw)
  }
  return null
}

/** Marks artifacts as wanted now, so that clean-up leaves them alone for its protection time. */
export function touchArtifacts(catalogue: Catalogue, ids: readonly string[]): void {
  const now = Date.now()
  const touch = catalogue.prepare(
    'UPDATE core_artifact SET timestamp_of_interest = ? WHERE pulp_id = ? AND timestamp_of_interest < ?',
  )
  // Within the hour nothing is written: a re-sync of known content costs no writes.
  catalogue.transaction(() => ids.forEach((id) => touch.run(now, uuidToBlob(id), now - 3_600_000)))
}

/**
 * Takes verified files into the store and records them. The files are in place and synced to disk before any row names them; a file
 * that is already stored is dropped and its row answered. One artifact per file, in the same order.
 * @throws StillwaterError `storage.full` and other storage errors; then no row was written
 */
export async function saveArtifacts(engine: Engine, files: readonly TemporaryFile[]): Promise<Artifact[]> {
  const entries = files.map((file) => ({ file: file.path, sha256: sha256Of(file.digests) }))
  await engine.storage.commitMany(entries)
  return engine.catalogue.transaction(() => files.map((file) => insertOrFind(engine, file)))
}

function sha256Of(digests: Digests): string {
  if (!digests.sha256) throw new TypeError('a temporary file always has a sha256')
  return digests.sha256
}

function insertOrFind(engine: Engine, file: TemporaryFile): Artifact {
  const { catalogue, settings } = engine
  const known = findArtifact(catalogue, { sha256: sha256Of(file.digests) })
  if (known) return known
  const id = uuidv7()
  const now = Date.now()
  const digests: Digests = {}
  for (const name of settings.ALLOWED_CONTENT_CHECKSUMS) if (file.digests[name]) digests[name] = file.digests[name]
  catalogue
    .prepare(
      `INSERT INTO core_artifact (pulp_id, pulp_created, size, sha256, sha512, sha384, sha224, sha1, md5, timestamp_of_interest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(uuidToBlob(id), now, file.size, ...digestBlobs(digests), now)
  return { id, size: file.size, digests }
}

/** Digests as blobs in the order of DIGEST_NAMES, null where absent. */
export function digestBlobs(digests: Digests): (Buffer | null)[] {
  return DIGEST_NAMES.map((name) => (digests[name] ? Buffer.from(digests[name], 'hex') : null))
}

export const Artifact = {
  /** Stores one verified temporary file (Pulp: Artifact.from_pulp_temporary_file). */
  async fromTemporaryFile(engine: Engine, file: TemporaryFile): Promise<Artifact> {
    const [artifact] = await saveArtifacts(engine, [file])
    return artifact as Artifact
  },
}
