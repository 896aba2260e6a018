/** Manifest objects: lines of JSON, gzipped, named by the SHA-256 of the file. `zcat` and `sha256sum` are enough to read and check one. */
import { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { createGunzip, createGzip } from 'node:zlib'
import { StillwaterError } from '#shared/error'
import { FileSystemStorage } from '../artifact/file-system-storage.ts'
import { TemporaryFile } from '../artifact/temporary-file.ts'
import { verifyFile } from '../artifact/verify-file.ts'
import type { DataFolder } from '../data-folder.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { removeUnnamedManifest } from './manifest-row.ts'

/** Fast: digests do not shrink, and the rest shrinks well at any level. */
const LEVEL = 3
/** Lines gathered before they are handed to the compressor, in characters. */
const CHUNK = 64 * 1024

export type ManifestLine = Readonly<Record<string, unknown>>

export function manifestStorage(folder: Pick<DataFolder, 'root'>): FileSystemStorage {
  return new FileSystemStorage(folder.root, 'manifest/object')
}

async function* chunksOf(lines: AsyncIterable<ManifestLine> | Iterable<ManifestLine>): AsyncGenerator<Buffer> {
  let text = ''
  let count = 0
  for await (const line of lines) {
    text += `${JSON.stringify(line)}\n`
    count += 1
    if (text.length < CHUNK) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}${JSON.stringify({ end: count })}\n`)
}

/**
 * Writes one object as a temporary file in `dir`, a piece at a time; `saveWritten` then takes it in.
 * @throws StillwaterError `storage.full` and the like
 */
export async function writeObject(
  dir: string,
  lines: AsyncIterable<ManifestLine> | Iterable<ManifestLine>,
): Promise<TemporaryFile> {
  const source = Readable.from(chunksOf(lines), { objectMode: false, highWaterMark: CHUNK * 4 })
  const gzip = createGzip({ level: LEVEL })
  source.on('error', (error) => gzip.destroy(error))
  return await TemporaryFile.initAndValidate(source.pipe(gzip), { dir, allowed: ['sha256'], name: 'manifest' })
}

/** Takes a written object into the store; it survives a power cut when the promise resolves. */
export async function saveWritten(
  folder: Pick<DataFolder, 'root'>,
  { path, size, digests }: TemporaryFile,
): Promise<{ sha256: string; size: number }> {
  const sha256 = digests.sha256 ?? ''
  await manifestStorage(folder).commit(path, sha256)
  return { sha256, size }
}

/** The lines of an object, the last one left out. @throws StillwaterError `manifest.damaged` when it is missing, cut off or changed */
export async function* readObject(storage: FileSystemStorage, sha256: string): AsyncGenerator<ManifestLine> {
  const { state } = await verifyFile(storage.path(sha256), { digests: { sha256 } })
  if (state !== 'good') throw new StillwaterError('manifest.damaged', { sha256 })
  const file = storage.open(sha256)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  try {
    let count = 0
    for await (const text of createInterface({ input: file.pipe(gunzip), crlfDelay: Infinity })) {
      const line = JSON.parse(text) as ManifestLine
      if (line['end'] === count) return
      count += 1
      yield line
    }
    throw new StillwaterError('manifest.damaged', { sha256 })
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

/** The first line of an object, or null when it cannot be read. Does not say that the rest is whole. */
export async function readHeader(storage: FileSystemStorage, sha256: string): Promise<ManifestLine | null> {
  const file = storage.open(sha256)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  const lines = createInterface({ input: file.pipe(gunzip), crlfDelay: Infinity })
  try {
    for await (const text of lines) return JSON.parse(text) as ManifestLine
    return null
  } catch {
    return null
  } finally {
    lines.close()
    file.destroy()
    gunzip.destroy()
  }
}

/** Deletes objects that no row names, each inside a transaction in which nobody can name it. */
export function deleteUnnamed(catalogue: Catalogue, storage: FileSystemStorage, digests: readonly string[]): number {
  return digests.reduce(
    (sum, sha256) => sum + removeUnnamedManifest(catalogue, sha256, () => storage.delete(sha256)),
    0,
  )
}
