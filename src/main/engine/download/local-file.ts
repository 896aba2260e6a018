/** file:// addresses: readable only below the folders an administrator has opened for import. */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { StillwaterError } from '#shared/error'
import { systemCode, toReadError } from '../artifact/storage-error.ts'
import type { ResponseFacts } from './types.ts'

export interface LocalFile {
  path: string
  /** Bytes. */
  size: number
  facts: ResponseFacts
}

/**
 * Finds the file behind an address. Links are followed first and must lead to an allowed folder as well.
 * @throws StillwaterError `download.path_not_allowed`, `download.file_missing`, `storage.not_a_file`, `storage.read_failed`.
 */
export async function findLocalFile(url: URL, allowed: readonly string[]): Promise<LocalFile> {
  const path = toPath(url)
  // The name alone decides first, so that nobody learns what exists elsewhere.
  if (!isBelow(path, allowed)) throw notAllowed(path)
  try {
    const real = await realpath(path)
    if (!isBelow(real, await realPaths(allowed))) throw notAllowed(path)
    const found = await stat(real)
    if (!found.isFile()) throw new StillwaterError('storage.not_a_file', { path }, { status: 400 })
    const facts = { url: url.href, etag: null, lastModified: found.mtime.toUTCString(), headers: {} }
    return { path: real, size: found.size, facts }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      throw new StillwaterError('download.file_missing', { path }, { status: 404, cause: error })
    }
    throw toReadError(error, path)
  }
}

/** The bytes of the file in blocks of 1 MiB. */
export function readLocalFile(file: LocalFile, signal: AbortSignal | undefined): Readable {
  const stream = createReadStream(file.path, { highWaterMark: 1024 * 1024, ...(signal ? { signal } : {}) })
  return stream.on('error', () => {})
}

function toPath(url: URL): string {
  try {
    return resolve(fileURLToPath(url))
  } catch (cause) {
    throw new StillwaterError('download.path_not_allowed', { path: url.pathname }, { status: 403, cause })
  }
}

async function realPaths(folders: readonly string[]): Promise<string[]> {
  return await Promise.all(folders.map((folder) => realpath(folder).catch(() => resolve(folder))))
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const rest = relative(resolve(folder), path)
    return rest !== '' && rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest)
  })
}

function notAllowed(path: string): StillwaterError {
  return new StillwaterError('download.path_not_allowed', { path }, { status: 403 })
}
