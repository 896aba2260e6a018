import { lstatSync } from 'node:fs'
import { FileSystemStorage } from '../artifact/file-system-storage.ts'
import type { Catalogue } from '../db/catalogue.ts'

/** Bytes and files that left the disk, or would. */
export interface Freed {
  bytes: number
  files: number
}

/**
 * A store that counts what is deleted from it. Given the copy of a catalogue that a rehearsal works on, it only says that it deleted, and
 * notes there what it said: no file is counted twice.
 */
export class MeasuredStorage extends FileSystemStorage {
  readonly #freed: Freed
  readonly #rehearsal: Catalogue | null
  readonly #name: string

  constructor(root: string, name: string, freed: Freed, rehearsal: Catalogue | null) {
    super(root, name)
    this.#freed = freed
    this.#rehearsal = rehearsal
    this.#name = name
    rehearsal?.sqlite.exec(
      'CREATE TABLE IF NOT EXISTS rehearsal_gone (store TEXT, sha256 TEXT, PRIMARY KEY (store, sha256)) WITHOUT ROWID',
    )
  }

  override delete(sha256: string): boolean {
    const file = lstatSync(this.path(sha256), { throwIfNoEntry: false })
    if (!file || !this.#take(sha256)) return false
    this.#freed.bytes += file.size
    this.#freed.files += 1
    return true
  }

  #take(sha256: string): boolean {
    if (!this.#rehearsal) return super.delete(sha256)
    const sql = 'INSERT OR IGNORE INTO rehearsal_gone (store, sha256) VALUES (?, ?)'
    return this.#rehearsal.prepare(sql).run(this.#name, sha256).changes === 1
  }
}
