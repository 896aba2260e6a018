import Database from 'better-sqlite3'
import { StillwaterError } from '#shared/error'

/**
 * Holds a data folder for one process. The lock is the operating system's (SQLite's exclusive lock on a file of its own), so it ends
 * with the process however that dies, and a reused process id cannot confuse it.
 */
export class OwnerLock {
  private readonly sqlite: Database.Database

  private constructor(sqlite: Database.Database) {
    this.sqlite = sqlite
  }

  /** The lock, or null when another process holds it. @throws StillwaterError `storage.unwritable` */
  static acquire(file: string): OwnerLock | null {
    try {
      const sqlite = new Database(file, { timeout: 0 })
      try {
        sqlite.pragma('locking_mode = EXCLUSIVE')
        sqlite.exec('BEGIN EXCLUSIVE')
        return new OwnerLock(sqlite)
      } catch (error) {
        sqlite.close()
        if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null
        throw error
      }
    } catch (cause) {
      throw new StillwaterError('storage.unwritable', { path: file, reason: (cause as Error).message }, { cause })
    }
  }

  release(): void {
    this.sqlite.close()
  }
}
