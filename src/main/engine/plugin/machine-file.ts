/** What plugins may read of the machine's own configuration: plain files by their full path, none of them large. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, normalize } from 'node:path'

/** Bytes. */
const MAX_FILE = 32 * 1024 * 1024
const MAX_ENTRIES = 10_000

const isPlainPath = (path: string): boolean => isAbsolute(path) && normalize(path) === path

/** Null for what is not there, may not be read, is no plain file (or link to one), or is larger than `maxSize` bytes. */
export function readMachineFile(path: string, maxSize: number = MAX_FILE): Buffer | null {
  if (!isPlainPath(path)) return null
  try {
    const facts = statSync(path)
    return facts.isFile() && facts.size <= Math.min(maxSize, MAX_FILE) ? readFileSync(path) : null
  } catch {
    return null
  }
}

/** Names in a folder, sorted; none where there is no such folder. */
export function listMachineFolder(path: string): string[] {
  if (!isPlainPath(path)) return []
  try {
    return lstatSync(path).isDirectory() ? readdirSync(path).toSorted().slice(0, MAX_ENTRIES) : []
  } catch {
    return []
  }
}
