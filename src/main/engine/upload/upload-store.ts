/**
 * Files that arrive in chunks, in any order. Each chunk is a file of its own below the data folder's upload/, on disk before a row names it:
 * what was acknowledged survives a power cut, and what no row names is nothing. Source: Pulp's Upload and UploadChunk.
 */
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import { SpaceGuard } from '../artifact/space-guard.ts'
import { syncFile, syncFolder } from '../artifact/sync.ts'
import { systemCode, toReadError, toWriteError } from '../artifact/storage-error.ts'
import { assertAsExpected, TemporaryFile } from '../artifact/temporary-file.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { listRows } from '../db/table-query.ts'
import { type UploadChunkRow, uploadChunkTable, type UploadRow, uploadTable } from '../db/table/upload.ts'
import type { Engine } from '../engine.ts'
import { UNFINISHED } from '../tasking/task-store.ts'

/** Chunks of one upload. */
const MOST_CHUNKS = 100_000

export const UPLOADS = `${API_ROOT}uploads/`
export const uploadPrn = (id: string): string => formatPrn('core.upload', id)
export const uploadHref = (id: string): string => `${UPLOADS}${id}/`

export const uploadFolder = ({ folder }: Pick<Engine, 'folder'>, id: string): string => join(folder.upload, id)

/** Begins an upload of so many bytes. @throws StillwaterError `storage.low_space` (507) when they would not fit on the disk */
export async function createUpload(engine: Engine, size: number): Promise<UploadRow> {
  const space = new SpaceGuard(engine)
  await space.acquire(size)
  const id = uuidv7()
  const now = Date.now()
  engine.catalogue
    .prepare('INSERT INTO core_upload (pulp_id, pulp_created, pulp_last_updated, size) VALUES (?, ?, ?, ?)')
    .run(uuidToBlob(id), now, now, size)
  return { pulp_id: id, pulp_created: now, pulp_last_updated: now, size }
}

export function findUpload(catalogue: Catalogue, id: string): UploadRow | null {
  return listRows(catalogue, uploadTable, { filters: [{ field: 'pulp_id', lookup: 'exact', value: id }] })[0] ?? null
}

/** @throws StillwaterError `upload.not_found` (404) */
export function getUpload(catalogue: Catalogue, id: string): UploadRow {
  const upload = findUpload(catalogue, id)
  if (!upload) throw new StillwaterError('upload.not_found', { id }, { status: 404 })
  return upload
}

/** What has arrived, by offset. */
export function chunksOf(catalogue: Catalogue, id: string): UploadChunkRow[] {
  return listRows(catalogue, uploadChunkTable, {
    filters: [{ field: 'upload_id', lookup: 'exact', value: id }],
    order: [{ field: 'offset', descending: false }],
  })
}

/** The first bytes that have not arrived, counted from 0 and both inclusive; null when the file is whole. */
export function missingBytes(
  chunks: readonly Pick<UploadChunkRow, 'offset' | 'size'>[],
  size: number,
): { start: number; end: number } | null {
  let until = 0
  for (const chunk of chunks) {
    if (chunk.offset > until) return { start: until, end: chunk.offset - 1 }
    until = Math.max(until, chunk.offset + chunk.size)
  }
  return until < size ? { start: until, end: size - 1 } : null
}

/** Refuses a change while a task is turning the upload into something. @throws StillwaterError `upload.in_use` (409) */
export function assertUploadFree(catalogue: Catalogue, id: string): void {
  const sql = `SELECT 1 FROM core_taskreservation r JOIN core_task t ON t.pulp_id = r.task_id WHERE r.resource = ? AND t.state IN ${UNFINISHED}`
  if (catalogue.prepare(sql).get(uploadPrn(id))) throw new StillwaterError('upload.in_use', { id }, { status: 409 })
}

/**
 * Keeps a chunk; one that is there already at this place is replaced, and so are those that it covers. The file is taken over.
 * @throws StillwaterError `upload.not_found`, `upload.in_use`, `upload.too_many_chunks`, `storage.full`
 */
export async function saveChunk(engine: Engine, id: string, offset: number, file: TemporaryFile): Promise<void> {
  const folder = uploadFolder(engine, id)
  const name = basename(file.path)
  const path = join(folder, name)
  try {
    await syncFile(file.path)
    if (await mkdir(folder, { recursive: true, mode: 0o700 })) await syncFolder(engine.folder.upload)
    await rename(file.path, path)
    await syncFolder(folder)
  } catch (error) {
    throw toWriteError(error, folder)
  }
  try {
    const replaced = engine.catalogue.transaction(() =>
      recordChunk(engine.catalogue, id, { offset, size: file.size, name }),
    )
    for (const old of replaced) await rm(join(folder, old), { force: true })
  } catch (error) {
    await rm(path, { force: true })
    if (!findUpload(engine.catalogue, id)) await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Writes the row; inside a transaction. Answers the files it takes the place of. */
function recordChunk(
  catalogue: Catalogue,
  id: string,
  { offset, size, name }: { offset: number; size: number; name: string },
): string[] {
  const upload = getUpload(catalogue, id)
  assertUploadFree(catalogue, id)
  const key = uuidToBlob(id)
  const covered = 'upload_id = ? AND "offset" >= ? AND "offset" + size <= ?'
  const gone = catalogue
    .prepare(`DELETE FROM core_uploadchunk WHERE ${covered} RETURNING file`)
    .all(key, offset, offset + size) as { file: string }[]
  // One that begins here and goes on further than this one: half of it is still wanted.
  const longer = catalogue
    .prepare('SELECT 1 FROM core_uploadchunk WHERE upload_id = ? AND "offset" = ?')
    .get(key, offset)
  if (longer) return [...gone.map(({ file }) => file), name]
  const { n, bytes } = catalogue
    .prepare('SELECT COUNT(*) AS n, COALESCE(SUM(size), 0) AS bytes FROM core_uploadchunk WHERE upload_id = ?')
    .get(key) as { n: number; bytes: number }
  // Chunks may overlap when a client begins anew with another size, but not without end.
  if (n >= MOST_CHUNKS || bytes + size > 2 * upload.size) {
    throw new StillwaterError('upload.too_many_chunks', { chunks: n, bytes }, { status: 400 })
  }
  catalogue
    .prepare('INSERT INTO core_uploadchunk (upload_id, "offset", size, file) VALUES (?, ?, ?, ?)')
    .run(key, offset, size, name)
  catalogue.prepare('UPDATE core_upload SET pulp_last_updated = ? WHERE pulp_id = ?').run(Date.now(), key)
  return gone.map(({ file }) => file)
}

/** Forgets an upload: rows first, so that no row ever names a file that is gone. */
export async function deleteUpload(engine: Engine, id: string): Promise<void> {
  engine.catalogue.prepare('DELETE FROM core_upload WHERE pulp_id = ?').run(uuidToBlob(id))
  await rm(uploadFolder(engine, id), { recursive: true, force: true })
}

/**
 * Puts the chunks of an upload together and checks the whole.
 * @throws StillwaterError `upload.incomplete`, `artifact.digest_mismatch`, `storage.full`, `storage.read_failed`
 */
export async function assembleUpload(
  engine: Engine,
  id: string,
  options: { dir: string; sha256?: string; signal: AbortSignal; onProgress?(bytes: number): void },
): Promise<TemporaryFile> {
  const { size } = getUpload(engine.catalogue, id)
  const chunks = chunksOf(engine.catalogue, id)
  assertWhole(chunks, size)
  const writer = TemporaryFile.create(options.dir, engine.settings.ALLOWED_CONTENT_CHECKSUMS)
  try {
    for (const { file, offset, size: length } of chunks) {
      // What an earlier chunk brought already is skipped.
      const skip = writer.size - offset
      if (skip >= length) continue
      for await (const block of readChunk(join(uploadFolder(engine, id), file), skip, length)) {
        options.signal.throwIfAborted()
        await writer.write(block)
      }
      options.onProgress?.(writer.size)
    }
    const digests = options.sha256 === undefined ? {} : { sha256: options.sha256 }
    return await writer.finish((actual, found) =>
      assertAsExpected('upload', { digests, size }, { digests: found, size: actual }),
    )
  } catch (error) {
    await writer.discard()
    throw error
  }
}

async function* readChunk(path: string, start: number, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const block of createReadStream(path, { start, end: length - 1, highWaterMark: 1024 * 1024 }))
      yield block as Uint8Array
  } catch (error) {
    throw systemCode(error) === null ? error : toReadError(error, path)
  }
}

/** @throws StillwaterError `upload.incomplete` (400) naming the first bytes that are missing */
export function assertWhole(chunks: readonly UploadChunkRow[], size: number): void {
  const missing = missingBytes(chunks, size)
  if (missing) throw new StillwaterError('upload.incomplete', { ...missing, size }, { status: 400 })
}
