/** Files on their way into the store: written into a temporary folder, hashed while written, checked before anybody may use them. */
import { lstat, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createReadStream } from 'node:fs'
import type { DigestName, Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { findDigestMismatch, usableDigests } from './hash.ts'
import { systemCode, toReadError } from './storage-error.ts'
import { TemporaryFileWriter } from './temporary-file-writer.ts'
import { hashFile } from './verify-file.ts'

export interface ValidationOptions {
  /** Existing folder for the file, on the file system of the store. */
  dir: string
  /** Algorithms that may be used; all of them are computed. */
  allowed: readonly DigestName[]
  expectedDigests?: Digests
  /** Bytes. */
  expectedSize?: number
  /** What to call the file in error messages. */
  name?: string
}

/** A complete file whose digests are known. Whoever holds it commits it to the store or discards it. */
export class TemporaryFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly digests: Digests

  constructor(path: string, size: number, digests: Digests) {
    this.path = path
    this.size = size
    this.digests = digests
  }

  /** A writer for a new file in `dir` (which must exist); nothing is created before there are bytes to keep. */
  static create(dir: string, allowed: readonly DigestName[]): TemporaryFileWriter {
    return new TemporaryFileWriter(dir, allowed)
  }

  /**
   * Takes bytes, or the file at a path, into a temporary file and checks them. A file that already lies in `dir` is adopted, any other is
   * copied and left alone. On failure the temporary file is gone.
   * @throws StillwaterError `artifact.digest_mismatch`, `artifact.size_mismatch`, `checksum.only_forbidden`, `storage.full`.
   */
  static async initAndValidate(
    file: string | AsyncIterable<Uint8Array>,
    options: ValidationOptions,
  ): Promise<TemporaryFile> {
    const name = options.name ?? (typeof file === 'string' ? file : 'upload')
    const expected = usableDigests(options.expectedDigests ?? {}, options.allowed)
    const check = (size: number, digests: Digests): void =>
      assertAsExpected(name, { digests: expected, size: options.expectedSize }, { digests, size })
    if (typeof file === 'string' && resolve(dirname(file)) === resolve(options.dir)) {
      return await adopt(file, options.allowed, check)
    }
    const source = typeof file === 'string' ? createReadStream(file, { highWaterMark: 1024 * 1024 }) : file
    const writer = TemporaryFile.create(options.dir, options.allowed)
    try {
      for await (const chunk of source) await writer.write(chunk as Uint8Array)
      return await writer.finish(check)
    } catch (error) {
      await writer.discard()
      throw systemCode(error) === null || typeof file !== 'string' ? error : toReadError(error, file)
    }
  }

  /** Removes the file; fine when it is gone already. */
  async discard(): Promise<void> {
    try {
      await unlink(this.path)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
    }
  }
}

/** What a file should be, or is. */
interface Facts {
  digests: Digests
  size?: number | undefined
}

/** @throws StillwaterError `artifact.digest_mismatch`, then `artifact.size_mismatch`. */
export function assertAsExpected(name: string, expected: Facts, actual: Facts & { size: number }): void {
  const mismatch = findDigestMismatch(expected.digests, actual.digests)
  if (mismatch) throw new StillwaterError('artifact.digest_mismatch', { name, ...mismatch }, { status: 400 })
  if (expected.size !== undefined && expected.size !== actual.size) {
    const params = { name, expected: expected.size, actual: actual.size }
    throw new StillwaterError('artifact.size_mismatch', params, { status: 400 })
  }
}

async function adopt(
  path: string,
  allowed: readonly DigestName[],
  check: (size: number, digests: Digests) => void,
): Promise<TemporaryFile> {
  try {
    if (!(await lstat(path)).isFile()) throw new StillwaterError('storage.not_a_file', { path }, { status: 400 })
  } catch (error) {
    throw toReadError(error, path)
  }
  const { size, digests } = await hashFile(path, allowed)
  const file = new TemporaryFile(path, size, digests)
  try {
    check(size, digests)
  } catch (error) {
    await file.discard()
    throw error
  }
  return file
}
