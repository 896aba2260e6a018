/** Errors of the file system as errors a user can act on. */
import { StillwaterError } from '#shared/error'

/** As the system says it, and the database that writes a copy of itself. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** The system's code of an error (`ENOSPC`), or null. */
export function systemCode(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' ? code : null
}

/** `storage.full` when the disk or quota is exhausted, else `storage.write_failed`; errors of ours pass unchanged. */
export function toWriteError(error: unknown, path: string): StillwaterError {
  if (error instanceof StillwaterError) return error
  const code = systemCode(error)
  if (code !== null && FULL.has(code))
    return new StillwaterError('storage.full', { path }, { status: 507, cause: error })
  return new StillwaterError('storage.write_failed', { path, reason: code ?? String(error) }, { cause: error })
}

/** `storage.read_failed` with the system's reason; errors of ours pass unchanged. */
export function toReadError(error: unknown, path: string): StillwaterError {
  if (error instanceof StillwaterError) return error
  return new StillwaterError(
    'storage.read_failed',
    { path, reason: systemCode(error) ?? String(error) },
    { cause: error },
  )
}

/** System calls that only look. */
const READING = new Set([
  'open',
  'read',
  'stat',
  'lstat',
  'fstat',
  'statfs',
  'scandir',
  'opendir',
  'readlink',
  'access',
  'close',
])
/** Those that change something. */
const WRITING = new Set([
  'write',
  'writev',
  'fsync',
  'fdatasync',
  'ftruncate',
  'rename',
  'unlink',
  'mkdir',
  'mkdtemp',
  'rmdir',
  'rm',
  'link',
  'chmod',
  'utime',
  'futime',
  'copyfile',
])

/** An error that a call of the file system failed with as an error of ours, anything else as it is. `path` is the data folder. */
export function fromFileSystem(error: unknown, path: string): unknown {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown }
  if (typeof code !== 'string' || typeof syscall !== 'string') return error
  if (WRITING.has(syscall) || (FULL.has(code) && READING.has(syscall))) return toWriteError(error, path)
  return READING.has(syscall) && error instanceof Error && !isOfSocket(error) ? toReadError(error, path) : error
}

/** Sockets are read and written, too. */
const isOfSocket = (error: Error): boolean => /^E(CONN|PIPE|HOST|NET|TIMEDOUT|ADDR)/.test(systemCode(error) ?? '')
