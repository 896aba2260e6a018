/**
 * A sync that failed says that bytes are lost, and a second one that they are safe although they are not: the system forgets the error. So a
 * file whose sync failed is thrown away and made anew, and a name whose folder could not be synced is removed and given again.
 */
import { dirname } from 'node:path'
import { callsOf, type Traced } from './points.ts'

const SYNC = new Set(['fsync', 'fdatasync'])
/** The catalogue's own files: the database writes again whatever a failed sync may have lost. */
const CATALOGUE = /\/(stillwater\.sqlite|owner\.lock)/

const succeeded = ({ rest }: Traced): boolean => / = \d/.test(rest)
const failedByUs = ({ rest }: Traced): boolean => rest.includes('(INJECTED)')
/** The path of the descriptor a call works on. */
const fileOf = ({ rest }: Traced): string | null => /^\d+<([^>]*)>/.exec(rest)?.[1] ?? null
/** Paths given as text. */
const pathsOf = ({ rest }: Traced): string[] => [...rest.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')

/** Syncs of a trace that were tried again after they had failed, in words. */
export function syncProblems(trace: string): string[] {
  const calls = callsOf(trace)
  return calls.flatMap((one, index) => {
    const path = SYNC.has(one.call) && failedByUs(one) ? fileOf(one) : null
    if (path === null || CATALOGUE.test(path)) return []
    return triedAgain(path, calls.slice(0, index), calls.slice(index + 1))
  })
}

/** Names that were given to files in a folder, or made as folders, since it was last synced, and not removed again. */
function namesGiven(folder: string, calls: readonly Traced[]): Record<'files' | 'folders', Set<string>> {
  const names = { files: new Set<string>(), folders: new Set<string>() }
  for (const one of calls.filter(succeeded)) {
    if (SYNC.has(one.call) && fileOf(one) === folder) names.files.clear()
    if (SYNC.has(one.call) && fileOf(one) === folder) names.folders.clear()
    const last = pathsOf(one).at(-1)
    if (last === undefined || dirname(last) !== folder) continue
    if (one.call.startsWith('rename')) names.files.add(last)
    if (one.call.startsWith('mkdir')) names.folders.add(last)
    if (/^(unlink|rmdir)/.test(one.call)) for (const set of Object.values(names)) set.delete(last)
  }
  return names
}

/** A folder that was made and is not used any more does no harm; one that is used again must have been made again. */
function triedAgain(path: string, before: readonly Traced[], later: readonly Traced[]): string[] {
  const { files, folders } = namesGiven(path, before)
  const folder = isFolder(path, before) || isFolder(path, later)
  for (const one of later.filter(succeeded)) {
    const paths = pathsOf(one)
    const last = paths.at(-1) ?? ''
    if (/^(unlink|rmdir)/.test(one.call) && last === path) return []
    if (/^(unlink|rmdir|rename)/.test(one.call)) for (const set of [files, folders]) set.delete(last)
    if (!one.call.startsWith('rename')) {
      const again = SYNC.has(one.call) && fileOf(one) === path && (!folder || files.size > 0)
      if (again) return [`${path} was synced again after a sync had failed`]
    } else if (paths[0] === path) return [`${path} was kept although its sync failed`]
    else if (folders.has(dirname(last))) return [`${dirname(last)} was used although it may not last`]
  }
  return []
}

const isFolder = (path: string, calls: readonly Traced[]): boolean =>
  calls.some((one) => pathsOf(one).some((other) => dirname(other) === path))
