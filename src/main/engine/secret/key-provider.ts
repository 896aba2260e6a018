import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { platform } from 'node:process'

/** Bytes of a key: AES-256. */
export const KEY_BYTES = 32

/** Where the keys of a data folder are kept. A host may keep them elsewhere, such as in the keychain of the operating system. */
export interface KeyProvider {
  /** Where it looks, for messages. */
  readonly place: string
  /** The keys, that for new secrets first; empty when there is none yet. @throws Error when there are some that cannot be read */
  read(): readonly Buffer[]
  /** Keeps the very first key, unless another thread was faster. */
  create(key: Buffer): void
  /** Replaces all keys, durably. */
  replace(keys: readonly Buffer[]): void
}

/** Keys in a file that only its owner may read: one key in base64 a line. */
export class FileKeyProvider implements KeyProvider {
  readonly place: string

  constructor(file: string) {
    this.place = file
  }

  read(): readonly Buffer[] {
    let text: string
    try {
      text = readFileSync(this.place, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    const keys = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => Buffer.from(line.trim(), 'base64'))
    if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) throw new Error('it does not hold a key')
    // A copy from a backup may have come back with wider rights.
    chmodSync(this.place, 0o600)
    return keys
  }

  create(key: Buffer): void {
    const fresh = this.written([key])
    try {
      // Unlike a rename, a link never replaces a key that another thread made meanwhile.
      linkSync(fresh, this.place)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(fresh, { force: true })
    }
    syncFolderNow(dirname(this.place))
  }

  replace(keys: readonly Buffer[]): void {
    renameSync(this.written(keys), this.place)
    syncFolderNow(dirname(this.place))
  }

  /** A synced file beside the real one. */
  private written(keys: readonly Buffer[]): string {
    const path = `${this.place}.${randomUUID()}`
    const file = openSync(path, 'wx', 0o600)
    try {
      writeSync(file, keys.map((key) => `${key.toString('base64')}\n`).join(''))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return path
  }
}

/** Makes a name in a folder survive a power cut. Windows has no such call and journals names by itself. */
function syncFolderNow(path: string): void {
  if (platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
