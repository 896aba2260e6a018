/** What lies in the trash. */
import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { OWN_API_ROOT } from '#shared/wire'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { KeptRow } from './kept-row.ts'

export const TRASH = `${OWN_API_ROOT}trash/`
export const trashHref = (id: string): string => `${TRASH}${id}/`
export const trashPrn = (id: string): string => formatPrn('core.trash', id)

/** A mirror that was deleted, or one version of a mirror, and can be brought back. */
export interface TrashEntry {
  id: string
  /** Milliseconds since the epoch. */
  created: number
  expires: number
  /** The name it had. */
  name: string
  repositoryId: string
  /** The version, when it is not the whole mirror. */
  versionId: string | null
  remoteId: string | null
  remoteName: string | null
  kept: KeptRow[]
}

interface Raw {
  pulp_id: Buffer
  pulp_created: number
  expires_at: number
  name: string
  repository_id: Buffer
  version_id: Buffer | null
  remote_id: Buffer | null
  remote_name: string | null
  kept: string
}

function fromRaw(value: unknown): TrashEntry {
  const raw = value as Raw
  return {
    id: blobToUuid(raw.pulp_id),
    created: raw.pulp_created,
    expires: raw.expires_at,
    name: raw.name,
    repositoryId: blobToUuid(raw.repository_id),
    versionId: raw.version_id && blobToUuid(raw.version_id),
    remoteId: raw.remote_id && blobToUuid(raw.remote_id),
    remoteName: raw.remote_name,
    kept: JSON.parse(raw.kept) as KeptRow[],
  }
}

/** Everything in the trash, the newest first. */
export function listTrash(catalogue: Catalogue): TrashEntry[] {
  return catalogue.prepare('SELECT * FROM core_trash ORDER BY pulp_created DESC, pulp_id DESC').all().map(fromRaw)
}

/** One entry, or null. */
export function findTrash(catalogue: Catalogue, id: string): TrashEntry | null {
  const raw = catalogue.prepare('SELECT * FROM core_trash WHERE pulp_id = ?').get(uuidToBlob(id))
  return raw ? fromRaw(raw) : null
}

/** @throws StillwaterError `trash.gone` (404) */
export function getTrash(catalogue: Catalogue, id: string): TrashEntry {
  const entry = findTrash(catalogue, id)
  if (!entry) throw new StillwaterError('trash.gone', {}, { status: 404 })
  return entry
}

/** Whether a version lies in the trash already. */
export function isVersionInTrash(catalogue: Catalogue, versionId: string): boolean {
  return catalogue.prepare('SELECT 1 FROM core_trash WHERE version_id = ?').get(uuidToBlob(versionId)) !== undefined
}

export function insertTrash(catalogue: Catalogue, entry: TrashEntry): void {
  catalogue
    .prepare(
      `INSERT INTO core_trash (pulp_id, pulp_created, expires_at, name, repository_id, version_id, remote_id, remote_name, kept)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      uuidToBlob(entry.id),
      entry.created,
      entry.expires,
      entry.name,
      uuidToBlob(entry.repositoryId),
      entry.versionId && uuidToBlob(entry.versionId),
      entry.remoteId && uuidToBlob(entry.remoteId),
      entry.remoteName,
      JSON.stringify(entry.kept),
    )
}

export function deleteTrashRow(catalogue: Catalogue, id: string): void {
  catalogue.prepare('DELETE FROM core_trash WHERE pulp_id = ?').run(uuidToBlob(id))
}
