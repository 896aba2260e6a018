/** Opens files of the store for sending. What is small is checked against its digest and kept in memory. */
import { hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Engine } from '#engine/engine'
import { BodyCache, type Sender } from './body-cache.ts'
import { type ByteSource, FileSource, MemorySource } from './byte-source.ts'
import { DiskPace } from './disk-pace.ts'
import type { StoredFile } from './stored-file.ts'

/** Files up to this many bytes are read at once, checked and kept. */
export const SMALL = 256 * 1024
const MEMORY = 64 * 1024 * 1024
/** Files up to this many bytes are read without leaving the thread, which is three times as fast while the system has them in memory. */
const TINY = 64 * 1024
/** The store does not have the bytes its catalogue promises. */
export class DamagedFileError extends Error {}

export class StoreReader {
  readonly #engine: Engine
  readonly #cache = new BodyCache(MEMORY)
  /** What is read without leaving the thread comes here first. */
  readonly #desk = Buffer.allocUnsafeSlow(TINY)
  readonly #pace = new DiskPace()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** The checked bytes when they can be had at once. @throws DamagedFileError */
  atOnce(file: StoredFile, sender: Sender): Buffer | null {
    const kept = this.#cache.get(file.sha256, sender)
    if (kept) return kept
    if (file.size > TINY) return null
    const path = this.#engine.storage.path(file.sha256)
    if (path === null || this.#pace.isSlow) return null
    const start = performance.now()
    const bytes = readNow(path, this.#desk.subarray(0, file.size))
    this.#pace.took(performance.now() - start)
    return this.#checked(file, bytes, sender)
  }

  /** @throws DamagedFileError when the file is missing, or not what it should be as far as can be told without reading it all */
  async open(file: StoredFile, sender: Sender): Promise<ByteSource> {
    if (file.size > SMALL) return await this.#openLarge(file)
    return new MemorySource(this.#cache.get(file.sha256, sender) ?? (await this.#readSmall(file, sender)))
  }

  async #readSmall(file: StoredFile, sender: Sender): Promise<Buffer> {
    const start = performance.now()
    const bytes = await this.#engine.storage.read(file.sha256).catch((cause: unknown) => {
      throw new DamagedFileError('the stored file cannot be read', { cause })
    })
    this.#pace.took(performance.now() - start)
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
