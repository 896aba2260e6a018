/** Opens files of the store for sending. What is small is checked against its digest and kept in memory. */
import { hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Engine } from '#engine/engine'
import { BodyCache, type Sender } from './body-cache.ts'
import { type ByteSource, FileSource, MemorySource } from './byte-source.ts'
import type { StoredFile } from './stored-file.ts'

/** Files up to this many bytes are read at once, checked and kept. */
export const SMALL = 256 * 1024
const MEMORY = 64 * 1024 * 1024
/** Files up to this many bytes are read without leaving the thread, which is three times as fast while the system has them in memory. */
const TINY = 64 * 1024
/** A read that takes longer than this (milliseconds) seems to come from a slow disk. */
const SLOW_READ = 3
/** How much a slow read counts against quick ones, and from what sum on reads leave the thread. One alone may just have been interrupted. */
const SLOW_WEIGHT = 32
const SLOW_LIMIT = 64
/** Milliseconds from which on a read is slow even if the system does not say that it asked a disk; not every file system tells. */
const HOPELESS_READ = 100

/** The store does not have the bytes its catalogue promises. */
export class DamagedFileError extends Error {}

export class StoreReader {
  readonly #engine: Engine
  readonly #cache = new BodyCache(MEMORY)
  /** What is read without leaving the thread comes here first. */
  readonly #desk = Buffer.allocUnsafeSlow(TINY)
  #slowness = 0
  /** Times the system read from a disk for this process, when last looked at. */
  #diskReads = process.resourceUsage().fsRead

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** The checked bytes when they can be had at once. @throws DamagedFileError */
  atOnce(file: StoredFile, sender: Sender): Buffer | null {
    const kept = this.#cache.get(file.sha256, sender)
    if (kept) return kept
    if (file.size > TINY) return null
    const path = this.#engine.storage.path(file.sha256)
    if (path === null || this.#isSlow()) return null
    const start = performance.now()
    const bytes = this.#checked(file, readNow(path, this.#desk.subarray(0, file.size)), sender)
    const took = performance.now() - start
    if (took > SLOW_READ && this.#waitedForDisk(took)) this.#slowness += SLOW_WEIGHT
    return bytes
  }

  /** A read may also be slow because the machine is busy; then leaving the thread for it would only cost more. */
  #waitedForDisk(took: number): boolean {
    const { fsRead } = process.resourceUsage()
    const asked = fsRead !== this.#diskReads
    this.#diskReads = fsRead
    return asked || took > HOPELESS_READ
  }

  #isSlow(): boolean {
    const slow = this.#slowness > SLOW_LIMIT
    if (this.#slowness > 0) this.#slowness -= 1
    return slow
  }

  /** @throws DamagedFileError when the file is missing, or not what it should be as far as can be told without reading it all */
  async open(file: StoredFile, sender: Sender): Promise<ByteSource> {
    if (file.size > SMALL) return await this.#openLarge(file)
    return new MemorySource(this.#cache.get(file.sha256, sender) ?? (await this.#readSmall(file, sender)))
  }

  async #readSmall(file: StoredFile, sender: Sender): Promise<Buffer> {
    const bytes = await this.#engine.storage.read(file.sha256).catch((cause: unknown) => {
      throw new DamagedFileError('the stored file cannot be read', { cause })
    })
    return this.#checked(file, bytes, sender)
  }

  #checked(file: StoredFile, bytes: Buffer, sender: Sender): Buffer {
    const actual = hash('sha256', bytes, 'hex')
    if (actual !== file.sha256) throw new DamagedFileError(`the stored file's sha256 is ${actual}`)
    return this.#cache.put(file.sha256, bytes, sender)
  }

  async #openLarge(file: StoredFile): Promise<ByteSource> {
    const path = this.#engine.storage.path(file.sha256)
    if (path === null) throw new DamagedFileError('the store is not a local folder')
    const handle = await open(path, 'r').catch((cause: unknown) => {
      throw new DamagedFileError('the stored file cannot be opened', { cause })
    })
    const { dev, ino, ctimeMs, size } = await handle.stat()
    if (size === file.size) return new FileSource({ handle, size, identity: `${file.sha256} ${dev} ${ino} ${ctimeMs}` })
    await handle.close()
    throw new DamagedFileError(`the stored file has ${size} bytes, not ${file.size}`)
  }
}

/** Fills `bytes` from the file, or less of it when the file ends before. */
function readNow(path: string, bytes: Buffer): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      let done = 0
      while (done < bytes.byteLength) {
        const read = readSync(file, bytes, done, bytes.byteLength - done, done)
        if (read === 0) break
        done += read
      }
      return bytes.subarray(0, done)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new DamagedFileError('the stored file cannot be read', { cause })
  }
}
