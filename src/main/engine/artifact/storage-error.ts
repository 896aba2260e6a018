/** Errors of the file system as errors a user can act on. */
import { StillwaterError } from '#shared/error'

const FULL = new Set(['ENOSPC', 'EDQUOT'])

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
