/** Working memory on disk, for work whose size grows with what is mirrored: a file that nobody needs once the work has ended. */
import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Catalogue, Statement } from './catalogue.ts'

/** Kilobytes of it that are kept in memory. */
const CACHE = 4000

function unsafe(name: string): string[] {
  return [`${name}.journal_mode = OFF`, `${name}.synchronous = OFF`, `${name}.cache_size = -${CACHE}`]
}

/** Texts by texts, in a file of its own. */
export class ScratchMap {
  private readonly file: string
  private readonly sqlite: Database.Database
  private readonly look: Statement
  private readonly insert: Statement

  /** `file` must not exist; it is gone after `close`. */
  constructor(file: string) {
    this.file = file
    this.sqlite = new Database(file)
    try {
      for (const pragma of unsafe('main')) this.sqlite.pragma(pragma)
      this.sqlite.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID; BEGIN')
      this.look = this.sqlite.prepare('SELECT value FROM entry WHERE key = ?').pluck()
      this.insert = this.sqlite.prepare('INSERT INTO entry (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The value under the key, or null. */
  get(key: string): string | null {
    const value = this.look.get(key)
    return value === undefined ? null : String(value)
  }

  /** Keeps the value under the key when there is none yet. Answers the one that was there before. */
  put(key: string, value: string): string | null {
    if (this.insert.run(key, value).changes === 1) return null
    return String(this.look.get(key))
  }

  close(): void {
    this.sqlite.close()
    rmSync(this.file, { force: true })
  }
}

/** Pairs of texts that come out in the order of the first, then the second (of their bytes), however many there are. */
export class ScratchPairs {
  private readonly file: string
  private readonly sqlite: Database.Database
  private readonly insert: Statement

  /** `file` must not exist; it is gone after `close`. */
  constructor(file: string) {
    this.file = file
    this.sqlite = new Database(file)
    try {
      for (const pragma of unsafe('main')) this.sqlite.pragma(pragma)
      this.sqlite.exec('CREATE TABLE pair (key TEXT NOT NULL, value TEXT NOT NULL); BEGIN')
      this.insert = this.sqlite.prepare('INSERT INTO pair (key, value) VALUES (?, ?)')
    } catch (error) {
      this.close()
      throw error
    }
  }

  add(key: string, value: string): void {
    this.insert.run(key, value)
  }

  *sorted(): Generator<[key: string, value: string], void, undefined> {
    const rows = this.sqlite.prepare('SELECT key, value FROM pair ORDER BY key, value').raw().iterate()
    for (const row of rows) yield row as [string, string]
  }

  close(): void {
    this.sqlite.close()
    rmSync(this.file, { force: true })
  }
}

let attached = 0

/** A set of ids that statements on the catalogue can refer to as `table`; it has one column, `content_id`. */
export class ScratchIds {
  readonly table: string
  private readonly schema: string
  private readonly file: string
  private readonly catalogue: Catalogue
  private readonly insert: Statement

  /** `file` must not exist; it is gone after `close`. Not inside a transaction. */
  constructor(catalogue: Catalogue, file: string) {
    attached += 1
    this.schema = `scratch_${attached}`
    this.table = `${this.schema}.id`
    this.file = file
    this.catalogue = catalogue
    const { sqlite } = catalogue
    sqlite.prepare(`ATTACH ? AS ${this.schema}`).run(file)
    try {
      for (const pragma of unsafe(this.schema)) sqlite.pragma(pragma)
      sqlite.exec(`CREATE TABLE ${this.table} (content_id BLOB PRIMARY KEY) WITHOUT ROWID`)
      this.insert = sqlite.prepare(`INSERT OR IGNORE INTO ${this.table} (content_id) VALUES (?)`)
    } catch (error) {
      // Left attached, it would fail every later transaction of this connection once its file is gone.
      this.close()
      throw error
    }
  }

  add(ids: Iterable<Buffer>): void {
    this.catalogue.transaction(() => {
      for (const id of ids) this.insert.run(id)
    })
  }

  close(): void {
    this.catalogue.sqlite.exec(`DETACH ${this.schema}`)
    rmSync(this.file, { force: true })
  }
}
