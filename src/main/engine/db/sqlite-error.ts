import { StillwaterError } from '#shared/error'

/** Whether the database found no room on the disk. */
export function isFull(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'SQLITE_FULL'
}

/** The database's own errors in the user's terms; anything else is answered as it is. `path` is the data folder. */
export function fromSqlite(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error
  const reason = (error as Error).message
  if (isFull(error)) return new StillwaterError('storage.full', { path }, { cause: error })
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|PERM)/.test(code))
    return new StillwaterError('storage.write_failed', { path, reason }, { cause: error })
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new StillwaterError('catalogue.unreadable', { file: path, reason }, { cause: error })
  }
  return error
}
