/** Artifact rows: what the catalogue knows of the files in the store. */
import { rm } from 'node:fs/promises'
import { DIGEST_NAMES, type DigestName, type Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { formatPrn } from '#shared/prn'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import { touch } from '../db/touch.ts'
import type { Engine } from '../engine.ts'
import { removeUnnamed } from '../housekeeping/remove-file.ts'
import { findDigestMismatch } from './hash.ts'
import type { CommitEntry } from './storage.ts'
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

/** The artifact with this id. @throws StillwaterError `catalogue.not_found` (404) */
export function getArtifact(catalogue: Catalogue, id: string): Artifact {
  const raw = catalogue.prepare('SELECT * FROM core_artifact WHERE pulp_id = ?').get(uuidToBlob(id))
  if (!raw) throw new StillwaterError('catalogue.not_found', { model: 'Artifact', id }, { status: 404 })
  return artifactFromRaw(raw)
}

/** The artifact with any of the digests, tried in the order of DIGEST_NAMES, and none that differs; null when none is stored. */
export function findArtifact(catalogue: Catalogue, digests: Digests): Artifact | null {
  for (const name of DIGEST_NAMES) {
    const digest = digests[name]
    if (!digest) continue
    const raw = catalogue.prepare(`SELECT * FROM core_artifact WHERE ${name} = ?`).get(Buffer.from(digest, 'hex'))
    const found = raw ? artifactFromRaw(raw) : null
    // A weak digest may be the same for another file; a stronger one then tells.
    if (found && !findDigestMismatch(digests, found.digests)) return found
  }
  return null
}

/**
 * Takes verified files into the store and records them. The files are in place and synced to disk before any row names them; a file
 * that is already stored is dropped and its row answered. One artifact per file, in the same order. `link` runs in the transaction that
 * records them, for whoever is not protected from clean-up by being a running task.
 *
 * A clean-up deletes a file only inside a transaction that finds no row for it. So whether each file is still there is looked at inside
 * the transaction that writes its row; what a clean-up took in between is put back from the temporary file, which is kept until then.
 * @throws StillwaterError `storage.full` and other storage errors, `artifact.vanished`; then no row was written
 */
export async function saveArtifacts(
  engine: Engine,
  files: readonly TemporaryFile[],
  link: (artifacts: readonly Artifact[]) => void = () => undefined,
): Promise<Artifact[]> {
  const entries = files.map((file) => ({ file: file.path, sha256: sha256Of(file.digests) }))
  let spare = await commit(engine, entries)
  for (;;) {
    const outcome = engine.catalogue.transaction(() => record(engine, files, link))
    if (outcome.artifacts) {
      for (const { file } of spare) await rm(file, { force: true })
      return outcome.artifacts
    }
    const [again, rest] = splitBy(spare, ({ sha256 }) => outcome.gone.has(sha256))
    const restored = new Set(again.map(({ sha256 }) => sha256))
    for (const sha256 of outcome.gone)
      if (!restored.has(sha256)) throw new StillwaterError('artifact.vanished', { sha256 })
    spare = [...rest, ...(await commit(engine, again))]
  }
}

/**
 * Moves files into the store. When that fails (a sync to disk that fails is fatal for its file: a second one would only say that all is
 * well), those that are in place already and that no row names are taken away again, so that the next try makes them anew.
 */
async function commit(engine: Engine, entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]> {
  try {
    return await engine.storage.commitMany(entries)
  } catch (error) {
    try {
      removeUnnamed(
        engine,
        entries.map(({ sha256 }) => sha256),
      )
    } catch (cause) {
      engine.log.warn({ err: cause }, 'files without a row stay until the next clean-up')
    }
    throw error
  }
}

type Recorded = { artifacts: Artifact[]; gone?: undefined } | { artifacts: null; gone: ReadonlySet<string> }

/** Writes the rows, or tells which files are not in the store; inside a transaction. */
function record(
  engine: Engine,
  files: readonly TemporaryFile[],
  link: (artifacts: readonly Artifact[]) => void,
): Recorded {
  const gone = files.filter((file) => !engine.storage.holds(sha256Of(file.digests), file.size))
  if (gone.length > 0) return { artifacts: null, gone: new Set(gone.map(({ digests }) => sha256Of(digests))) }
  const artifacts = files.map((file) => insertOrFind(engine, file))
  link(artifacts)
  return { artifacts }
}

function splitBy<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
}

function sha256Of(digests: Digests): string {
  if (!digests.sha256) throw new TypeError('a temporary file always has a sha256')
  return digests.sha256
}

function insertOrFind(engine: Engine, file: TemporaryFile): Artifact {
  const { catalogue, settings } = engine
  const known = findArtifact(catalogue, { sha256: sha256Of(file.digests) })
  if (known) {
    touch(catalogue, 'core_artifact', [known.id])
    return known
  }
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
