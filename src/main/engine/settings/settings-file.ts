import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, basename, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { systemCode, toWriteError } from '../artifact/storage-error.ts'

/** The parsed file; undefined when there is none. @throws StillwaterError `settings.invalid` when it is no JSON */
export function readSettingsFile(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw invalid(path, error)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(path, error)
  }
}

function invalid(path: string, cause: unknown): StillwaterError {
  const problems = `${basename(path)}: ${(cause as Error).message}`
  return new StillwaterError('settings.invalid', { problems }, { status: 400, cause })
}

/**
 * Writes the file as a whole: whoever reads it finds the old one or the new one, after a power cut too. Names keep their order, new ones come
 * last. @throws StillwaterError `storage.*`
 */
export function writeSettingsFile(path: string, values: Readonly<Record<string, unknown>>): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`)
  try {
    const file = openSync(draft, 'w', 0o600)
    try {
      writeSync(file, `${JSON.stringify(values, null, 2)}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(draft, { force: true })
    throw toWriteError(error, path)
  }
}

/** The name itself is durable once its folder is; Windows has no such thing. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
