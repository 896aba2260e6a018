/** Opens files of the store for sending. What is small is checked against its digest and kept in memory. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Engine } from '#engine/engine'
import { ByteCache } from './byte-cache.ts'
import { type ByteSource, FileSource, MemorySource } from './byte-source.ts'
import type { StoredFile } from './stored-file.ts'

/** Files up to this many bytes are read at once, checked and kept. */
const SMALL = 256 * 1024
const MEMORY = 64 * 1024 * 1024

/** The store does not have the bytes its catalogue promises. */
export class DamagedFileError extends Error {}

export class StoreReader {
  readonly #engine: Engine
  readonly #cache = new ByteCache(MEMORY)

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** The checked bytes when they are in memory. */
  inMemory(file: StoredFile): Buffer | undefined {
    return this.#cache.get(file.sha256)
  }

  /** @throws DamagedFileError when the file is missing, or not what it should be as far as can be told without reading it all */
  async open(file: StoredFile): Promise<ByteSource> {
    if (file.size > SMALL) return await this.#openLarge(file)
    const kept = this.#cache.get(file.sha256)
    return new MemorySource(kept ?? (await this.#readSmall(file)))
  }

  async #readSmall(file: StoredFile): Promise<Buffer> {
    const bytes = await this.#engine.storage.read(file.sha256).catch((cause: unknown) => {
      throw new DamagedFileError('the stored file cannot be read', { cause })
    })
    const actual = createHash('sha256').update(bytes).digest('hex')
    if (actual !== file.sha256) throw new DamagedFileError(`the stored file's sha256 is ${actual}`)
    this.#cache.set(file.sha256, bytes)
    return bytes
  }

  async #openLarge(file: StoredFile): Promise<ByteSource> {
    const path = this.#engine.storage.path(file.sha256)
    if (path === null) throw new DamagedFileError('the store is not a local folder')
    const handle = await open(path, 'r').catch((cause: unknown) => {
      throw new DamagedFileError('the stored file cannot be opened', { cause })
    })
    const { size } = await handle.stat()
    if (size === file.size) return new FileSource(handle)
    await handle.close()
    throw new DamagedFileError(`the stored file has ${size} bytes, not ${file.size}`)
  }
}
