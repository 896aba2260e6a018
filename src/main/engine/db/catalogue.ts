import Database from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { StillwaterError } from '#shared/error'
import { matchesRegex } from './regex.ts'

/** A prepared statement of the raw driver, for hot paths and set-based work. */
export type Statement = Database.Statement<unknown[], unknown>

/**
 * A column compared with a bare parameter lets the planner look at the value that is bound, where tables are joined or rows are ordered; the
 * statement is then planned anew each time it runs, which takes several times as long as a look-up. With a plus the parameter is an expression
 * like any other. Nothing else changes: nobody runs ANALYZE, whose statistics are all that the value would be looked up in.
 */
const BARE_PARAMETER = /((?:[=<>]|\bIS(?: NOT)?)\s*)([?@])/g

/** How long a connection waits for another thread's transaction, in milliseconds. Transactions are short, so this is never reached in health. */
const BUSY_TIMEOUT = 30_000
/** Kilobytes of pages that a connection keeps; each thread has one. */
const CACHE = 16_000

/**
 * One connection to the catalogue. Each thread opens its own; SQLite lets one of them write at a time, so writing transactions
 * are short and start with BEGIN IMMEDIATE.
 */
export class Catalogue {
  /** The query builder, for everything that is not hot. */
  readonly orm: BetterSQLite3Database
  readonly sqlite: Database.Database
  readonly file: string
  private readonly statements = new Map<string, Statement>()

  private constructor(sqlite: Database.Database, file: string) {
    this.sqlite = sqlite
    this.file = file
    this.orm = drizzle(sqlite)
  }

  /**
   * Opens (and creates) the catalogue file and sets what every connection needs. The driver is built with synchronous=NORMAL for
   * WAL, which may lose acknowledged commits at power loss, so FULL is set and read back. A copy that nobody else uses may be without a
   * log (`delete`); it can only be read.
   * @throws StillwaterError `catalogue.unsafe` when a setting does not hold, `catalogue.unreadable` when the file is no database
   */
  static open(file: string, options: { readonly?: boolean; journal?: 'wal' | 'delete' } = {}): Catalogue {
    const sqlite = new Database(file, { readonly: options.readonly ?? false, timeout: BUSY_TIMEOUT })
    try {
      if (!options.readonly) sqlite.pragma('journal_mode = WAL')
      sqlite.pragma('synchronous = FULL')
      sqlite.pragma('foreign_keys = ON')
      sqlite.pragma('wal_autocheckpoint = 4000')
      sqlite.pragma(`cache_size = -${CACHE}`)
      // What is sorted may be all units there are.
      sqlite.pragma(`temp_store = ${process.env['SQLITE_TMPDIR'] ? 'FILE' : 'MEMORY'}`)
      sqlite.function('matches_regex', { deterministic: true }, matchesRegex)
    } catch (cause) {
      sqlite.close()
      throw new StillwaterError('catalogue.unreadable', { file, reason: String(cause) }, { cause })
    }
    const catalogue = new Catalogue(sqlite, file)
    catalogue.assertSafe(options.journal ?? 'wal')
    return catalogue
  }

  private assertSafe(journal: string): void {
    const expected = { synchronous: 2, foreign_keys: 1, journal_mode: journal }
    for (const [name, value] of Object.entries(expected)) {
      const actual: unknown = this.sqlite.pragma(name, { simple: true })
      if (actual !== value) {
        this.sqlite.close()
        throw new StillwaterError('catalogue.unsafe', { setting: name, actual: String(actual) })
      }
    }
  }

  /** The prepared statement for the text, made once per connection. */
  prepare(sql: string): Statement {
    let statement = this.statements.get(sql)
    if (!statement) {
      statement = this.sqlite.prepare(sql.replaceAll(BARE_PARAMETER, '$1+$2'))
      this.statements.set(sql, statement)
    }
    return statement
  }

  /** Runs `work` in one writing transaction (a savepoint inside another); everything is undone when it throws. */
  transaction<T>(work: () => T): T {
    return this.sqlite.transaction(work).immediate()
  }

  /**
   * A transaction that does not wait for the disk: after a power cut it may be as if it had not been, together with all that came later. For
   * steps towards a commit that waits, which makes them durable too: the log is synced as a whole.
   */
  step<T>(work: () => T): T {
    if (this.sqlite.inTransaction) return this.transaction(work)
    this.sqlite.pragma('synchronous = NORMAL')
    try {
      return this.transaction(work)
    } finally {
      this.sqlite.pragma('synchronous = FULL')
    }
  }

  /** A number that changes whenever another connection commits; caches compare it to know whether they are still true. */
  dataVersion(): number {
    return Number(this.sqlite.pragma('data_version', { simple: true }))
  }

  /** Gives back the memory of pages that were read; they are read again when they are needed. */
  releaseMemory(): void {
    this.sqlite.pragma('shrink_memory')
  }

  close(): void {
    this.statements.clear()
    this.sqlite.close()
  }
}
