/** Writes one temporary file: bytes are gathered into blocks, hashed once, and small files cost a single write. */
import { randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DigestName, Digests } from '#shared/digest'
import { createHasher, digestsOf, type Hasher } from './hash.ts'
import { rawClose, rawOpen, rawRename, writeFully } from './raw-fs.ts'
import { toReadError, toWriteError } from './storage-error.ts'
import { TemporaryFile } from './temporary-file.ts'

/** Files up to this many bytes stay in memory until they are complete; larger ones are written in blocks of it. */
export const BLOCK = 1024 * 1024

// Windows knows no O_NOFOLLOW; O_EXCL refuses links there as well.
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
const CONTINUE = constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)

/** Looks at the finished bytes before they become a file; throws to refuse them. */
export type FinalCheck = (size: number, digests: Digests) => void

export class TemporaryFileWriter {
  readonly path: string
  readonly #dir: string
  /** Where a large file grows; it gets its own path when it is complete. */
  readonly #place: string
  readonly #allowed: readonly DigestName[]
  #size = 0
  #hasher: Hasher | null = null
  #fd: number | null = null
  #written = 0
  #pending: Uint8Array[] = []
  #pendingSize = 0
  #flight: Promise<void> | null = null
  #failure: unknown = null

  /** `place`: where a large file grows, on the same file system; default its own path. */
  constructor(dir: string, allowed: readonly DigestName[], place?: string) {
    this.path = join(dir, randomUUID())
    this.#place = place ?? this.path
    this.#dir = dir
    this.#allowed = allowed
  }

  /** Bytes taken so far. */
  get size(): number {
    return this.#size
  }

  /**
   * Takes bytes and keeps hold of them. Returns a promise when the disk is behind: wait for it before giving more.
   * @throws StillwaterError `storage.full`, `storage.write_failed` (rejected or at a later call).
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#pending.push(chunk)
    this.#pendingSize += chunk.byteLength
    this.#size += chunk.byteLength
    if (this.#pendingSize < BLOCK) return undefined
    if (this.#flight) return this.#flight.then(() => this.#startFlight())
    this.#startFlight()
    return undefined
  }

  /** Goes on where an earlier writer stopped: takes in what lies at the place. @throws StillwaterError `storage.read_failed` */
  async takeUp(): Promise<void> {
    const hasher = createHasher(this.#allowed)
    try {
      for await (const chunk of createReadStream(this.#place, { highWaterMark: BLOCK })) {
        hasher.update(chunk as Buffer)
        this.#size += (chunk as Buffer).byteLength
      }
      this.#fd = await rawOpen(this.#place, CONTINUE)
    } catch (error) {
      throw toReadError(error, this.#place)
    }
    this.#hasher = hasher
    this.#written = this.#size
  }

  /** Stops writing and leaves what there is at the place. Answers whether there is anything. @throws StillwaterError `storage.*` */
  async leave(): Promise<boolean> {
    if (this.#hasher === null) return false
    try {
      await this.#settle()
      if (this.#pendingSize > 0) await this.#flush()
      return true
    } finally {
      await this.#close()
    }
  }

  /** Starts over with an empty file, as when an upstream cannot continue where it stopped. */
  async reset(): Promise<void> {
    await this.discard()
    this.#size = 0
    this.#written = 0
    this.#hasher = null
    this.#failure = null
  }

  /**
   * Completes the file. `check` sees size and digests first; when it throws, the file is removed.
   * @throws StillwaterError `storage.full`, `storage.write_failed`, and what `check` throws.
   */
  async finish(check?: FinalCheck): Promise<TemporaryFile> {
    try {
      return this.#hasher === null ? await this.#finishSmall(check) : await this.#finishLarge(check)
    } catch (error) {
      await this.discard()
      throw toWriteError(error, this.#dir)
    }
  }

  /** Removes what there is. */
  async discard(): Promise<void> {
    this.#pending = []
    this.#pendingSize = 0
    await this.#flight?.catch(() => {})
    await this.#close().catch(() => {})
    await rm(this.#place, { force: true })
  }

  async #finishSmall(check: FinalCheck | undefined): Promise<TemporaryFile> {
    const bytes = this.#pending.length === 1 ? (this.#pending[0] as Uint8Array) : Buffer.concat(this.#pending)
    const digests = digestsOf(bytes, this.#allowed)
    check?.(bytes.byteLength, digests)
    this.#fd = await rawOpen(this.path, CREATE, 0o600)
    if (bytes.byteLength > 0) await writeFully(this.#fd, [bytes], 0)
    await this.#close()
    return new TemporaryFile(this.path, bytes.byteLength, digests)
  }

  async #finishLarge(check: FinalCheck | undefined): Promise<TemporaryFile> {
    await this.#settle()
    if (this.#pendingSize > 0) await this.#flush()
    await this.#close()
    const digests = this.#hasher?.digests() ?? {}
    check?.(this.#size, digests)
    if (this.#place !== this.path) await rawRename(this.#place, this.path)
    return new TemporaryFile(this.path, this.#size, digests)
  }

  /** Lets one block be written while the next one is gathered. */
  #startFlight(): void {
    if (this.#failure !== null) throw toWriteError(this.#failure, this.#dir)
    if (this.#flight || this.#pendingSize === 0) return
    this.#flight = this.#flush()
      .catch((error: unknown) => {
        this.#failure = error
      })
      .finally(() => {
        this.#flight = null
      })
  }

  async #close(): Promise<void> {
    const fd = this.#fd
    this.#fd = null
    if (fd !== null) await rawClose(fd)
  }

  async #settle(): Promise<void> {
    await this.#flight
    if (this.#failure !== null) throw toWriteError(this.#failure, this.#dir)
  }

  async #flush(): Promise<void> {
    const blocks = this.#pending
    this.#pending = []
    this.#pendingSize = 0
    this.#hasher ??= createHasher(this.#allowed)
    for (const block of blocks) this.#hasher.update(block)
    this.#fd ??= await rawOpen(this.#place, CREATE, 0o600)
    await writeFully(this.#fd, blocks, this.#written)
    for (const block of blocks) this.#written += block.byteLength
  }
}
