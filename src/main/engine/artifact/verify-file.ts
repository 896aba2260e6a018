/** Reading stored bytes again to see whether they are still what they were. */
import { open } from 'node:fs/promises'
import type { DigestName, Digests } from '#shared/digest'
import { createHasher, findDigestMismatch, type DigestMismatch } from './hash.ts'
import { systemCode, toReadError } from './storage-error.ts'

const READ_BUFFER = 1024 * 1024

export interface HashedFile {
  /** Bytes. */
  size: number
  digests: Digests
}

/** What a look at a stored file found. */
export type VerifyOutcome =
  | { state: 'good'; size: number }
  | { state: 'missing' }
  | { state: 'corrupted'; size: number; mismatch: DigestMismatch | null }

/**
 * Digests of a file on disk, read in blocks of 1 MiB.
 * @throws StillwaterError `storage.read_failed`; the signal's reason when aborted.
 */
export async function hashFile(
  path: string,
  names: readonly DigestName[],
  options: { signal?: AbortSignal | undefined } = {},
): Promise<HashedFile> {
  const hasher = createHasher(names)
  let size = 0
  try {
    const handle = await open(path, 'r')
    try {
      const buffer = Buffer.allocUnsafe(READ_BUFFER)
      for (;;) {
        if (options.signal?.aborted) break
        const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, size)
        if (bytesRead === 0) break
        hasher.update(buffer.subarray(0, bytesRead))
        size += bytesRead
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw toReadError(error, path)
  }
  options.signal?.throwIfAborted()
  return { size, digests: hasher.digests() }
}

/** Hashes the file at `path` again and compares. A wrong size makes it corrupted as well (`mismatch` is null then). */
export async function verifyFile(
  path: string,
  expected: { digests: Digests; size?: number },
  options: { signal?: AbortSignal | undefined } = {},
): Promise<VerifyOutcome> {
  const names = Object.keys(expected.digests) as DigestName[]
  let found: HashedFile
  try {
    found = await hashFile(path, names, options)
  } catch (error) {
    if (error instanceof Error && systemCode(error.cause) === 'ENOENT') return { state: 'missing' }
    throw error
  }
  const mismatch = findDigestMismatch(expected.digests, found.digests)
  const wrongSize = expected.size !== undefined && expected.size !== found.size
  if (mismatch || wrongSize) return { state: 'corrupted', size: found.size, mismatch }
  return { state: 'good', size: found.size }
}
