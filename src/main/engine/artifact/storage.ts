/** Where artifacts live: bytes named by their SHA-256 and nothing else. File system first, object stores later. */
import type { Readable } from 'node:stream'
import { isDigest } from '#shared/digest'
import { StillwaterError } from '#shared/error'

/** Path of a finished temporary file on the same file system as the store. */
export type TemporaryFilePath = string

/** Bytes `start` to `end`, both counted from 0 and inclusive; `end` may be left out. */
export interface ByteRange {
  start: number
  end?: number
}

/** One file to take into the store. */
export interface CommitEntry {
  file: TemporaryFilePath
  sha256: string
}

export interface StoredFile {
  /** Bytes. */
  size: number
  modified: Date
}

/** A content-addressed store. Every `sha256` is 64 lower-case hex digits, else `artifact.digest_invalid` is thrown. */
export interface ArtifactStorage {
  /** Path of the file when the store is a local folder, else null. The file may not exist. */
  path(sha256: string): string | null
  /** Moves a file in; when the promise resolves it survives a power cut. The temporary file is gone afterwards. */
  commit(file: TemporaryFilePath, sha256: string): Promise<void>
  /**
   * The same for many, with the costs of durability shared. On failure none, some or all files may be in place; retrying is safe.
   * Answers the entries that were stored already: their temporary files are still there, for the caller to remove once rows name the stored
   * ones, because until then a clean-up may take those away.
   */
  commitMany(entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]>
  /** Moves a file in over whatever has its name, good or damaged. */
  replace(entry: CommitEntry): Promise<void>
  /** A stream of the bytes; errors on it with `artifact.missing` when there is no such file. */
  open(sha256: string, range?: ByteRange): Readable
  /** The bytes at once, for files known to be small. @throws StillwaterError `artifact.missing` */
  read(sha256: string): Promise<Buffer>
  stat(sha256: string): Promise<StoredFile | null>
  exists(sha256: string): Promise<boolean>
  /** Whether a file of this size (bytes) is there. At once, so that it holds inside a catalogue transaction. */
  holds(sha256: string, size: number): boolean
  /**
   * Deletes a file; answers whether there was one. At once, because it is to be called inside a catalogue transaction that has found no row
   * naming the file: nobody can write such a row meanwhile.
   */
  delete(sha256: string): boolean
  /** The digests of everything stored, in ascending order. */
  list(): AsyncIterable<string>
}

/** @throws StillwaterError `artifact.digest_invalid` for anything that is not 64 lower-case hex digits. */
export function assertSha256(sha256: string): void {
  if (!isDigest('sha256', sha256)) {
    throw new StillwaterError('artifact.digest_invalid', { digest: sha256.slice(0, 128) }, { status: 400 })
  }
}
