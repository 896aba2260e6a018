/** What the catalogue knows of manifest objects. */
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'

export interface ManifestRow {
  sha256: string
  /** The object that this one continues; null for one that says everything. */
  base: string | null
  /** Objects below this one. */
  depth: number
  /** Lines since the object that says everything, or its own where it is one. */
  changes: number
  /** Bytes. */
  size: number
}

interface RawManifest {
  sha256: Buffer
  base: Buffer | null
  depth: number
  changes: number
  size: number
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

function fromRaw(value: unknown): ManifestRow {
  const raw = value as RawManifest
  return { ...raw, sha256: raw.sha256.toString('hex'), base: raw.base && raw.base.toString('hex') }
}

export function findManifest(catalogue: Catalogue, sha256: string): ManifestRow | null {
  const raw = catalogue.prepare('SELECT * FROM core_manifest WHERE sha256 = ?').get(bytes(sha256))
  return raw ? fromRaw(raw) : null
}

/** The manifest of a version, or null for an empty one and for one of before. */
export function manifestOfVersion(catalogue: Catalogue, versionId: string): ManifestRow | null {
  const sql = 'SELECT m.* FROM core_versionseal s JOIN core_manifest m ON m.sha256 = s.manifest WHERE s.version_id = ?'
  const raw = catalogue.prepare(sql).get(uuidToBlob(versionId))
  return raw ? fromRaw(raw) : null
}

/** Records an object whose file is in place; inside a transaction. */
export function insertManifest(catalogue: Catalogue, row: ManifestRow): void {
  catalogue
    .prepare(
      `INSERT OR IGNORE INTO core_manifest (sha256, base, depth, changes, size, pulp_created) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(bytes(row.sha256), row.base && bytes(row.base), row.depth, row.changes, row.size, Date.now())
}

/** What a version keeps besides its row: the state of its set, and its manifest. Inside a transaction. */
export function insertVersionSeal(
  catalogue: Catalogue,
  versionId: string,
  setHash: Buffer,
  manifest: string | null,
): void {
  catalogue
    .prepare('INSERT OR REPLACE INTO core_versionseal (version_id, set_hash, manifest) VALUES (?, ?, ?)')
    .run(uuidToBlob(versionId), setHash, manifest && bytes(manifest))
}

export function insertPublicationSeal(catalogue: Catalogue, publicationId: string, manifest: string): void {
  catalogue
    .prepare('INSERT INTO core_publicationseal (publication_id, manifest) VALUES (?, ?)')
    .run(uuidToBlob(publicationId), bytes(manifest))
}

const UNUSED = `NOT EXISTS (SELECT 1 FROM core_manifest d WHERE d.base = core_manifest.sha256)
  AND NOT EXISTS (SELECT 1 FROM core_versionseal s WHERE s.manifest = core_manifest.sha256)
  AND NOT EXISTS (SELECT 1 FROM core_publicationseal s WHERE s.manifest = core_manifest.sha256)`

/** Takes away the rows of objects that no version, publication or later object needs. Answers their digests. */
export function dropUnusedManifests(catalogue: Catalogue): string[] {
  const gone: string[] = []
  for (;;) {
    const rows = catalogue
      .prepare(`DELETE FROM core_manifest WHERE ${UNUSED} RETURNING lower(hex(sha256)) AS sha256`)
      .all()
    if (rows.length === 0) return gone
    gone.push(...(rows as { sha256: string }[]).map(({ sha256 }) => sha256))
  }
}

/** Runs `remove` when no row names the object, while nobody can write one. Answers 1 when it removed something. */
export function removeUnnamedManifest(catalogue: Catalogue, sha256: string, remove: () => boolean): number {
  return catalogue.transaction(() => (findManifest(catalogue, sha256) === null && remove() ? 1 : 0))
}
