import { createHash } from 'node:crypto'
import { link, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StillwaterError } from '#shared/error'
import { systemCode, toReadError, toWriteError } from '../artifact/storage-error.ts'
import { syncFolder } from '../artifact/sync.ts'

const BUFFER = 1024 * 1024

export interface CopiedFile {
  sha256: string
  /** Bytes. */
  size: number
}

/**
 * Copies a file so that it has its name only when it is whole, durable, and what was expected. A regular file of the expected size that is
 * there already is left alone. `null` when there is nothing to copy.
 * @throws StillwaterError `backup.damaged` when the bytes are not the expected ones; `storage.*`; the signal's reason
 */
export async function copyVerified(
  from: string,
  to: string,
  expected: Partial<CopiedFile>,
  options: { signal?: AbortSignal; link?: boolean } = {},
): Promise<CopiedFile | null> {
  if (expected.sha256 && expected.size !== undefined && (await isThere(to, expected.size)))
    return { sha256: expected.sha256, size: expected.size }
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const draft = `${to}.new`
  try {
    await rm(draft, { force: true })
    if (options.link && (await tryLink(from, draft)))
      return await settle(await hash(from, null, options.signal), draft, to, expected)
    return await settle(await hash(from, draft, options.signal), draft, to, expected)
  } catch (error) {
    await rm(draft, { force: true })
    if (systemCode(error instanceof StillwaterError ? error.cause : error) === 'ENOENT') return null
    throw error
  }
}

async function settle(
  found: CopiedFile,
  draft: string,
  to: string,
  { sha256, size }: Partial<CopiedFile>,
): Promise<CopiedFile> {
  if ((sha256 !== undefined && sha256 !== found.sha256) || (size !== undefined && size !== found.size))
    throw new StillwaterError('backup.damaged', { path: to, expected: sha256 ?? '', found: found.sha256 })
  try {
    await rename(draft, to)
    await syncFolder(dirname(to))
  } catch (error) {
    throw toWriteError(error, to)
  }
  return found
}

async function isThere(path: string, size: number): Promise<boolean> {
  try {
    const found = await lstat(path)
    return found.isFile() && found.size === size
  } catch {
    return false
  }
}

/** A hard link where the file system gives one. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw toReadError(error, from)
    return false
  }
}

/** Reads a file to its end, writing it to `to` on the way, and syncs that. */
async function hash(from: string, to: string | null, signal: AbortSignal | undefined): Promise<CopiedFile> {
  const hasher = createHash('sha256')
  const buffer = Buffer.allocUnsafe(BUFFER)
  const source = await open(from, 'r').catch((error: unknown) => {
    throw toReadError(error, from)
  })
  try {
    const target = to === null ? null : await open(to, 'wx', 0o600)
    try {
      let size = 0
      for (;;) {
        signal?.throwIfAborted()
        const { bytesRead } = await source.read(buffer, 0, BUFFER, size).catch((error: unknown) => {
          throw toReadError(error, from)
        })
        if (bytesRead === 0) break
        const block = buffer.subarray(0, bytesRead)
        hasher.update(block)
        await target?.writeFile(block)
        size += bytesRead
      }
      await target?.datasync()
      return { sha256: hasher.digest('hex'), size }
    } catch (error) {
      throw signal?.aborted ? signal.reason : toWriteError(error, to ?? from)
    } finally {
      await target?.close()
    }
  } finally {
    await source.close()
  }
}

/** Digest and size of a file. @throws StillwaterError `storage.read_failed` */
export function hashOf(path: string, signal?: AbortSignal): Promise<CopiedFile> {
  return hash(path, null, signal)
}
