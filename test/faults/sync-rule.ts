/**
 * A sync that failed says that bytes are lost, and a second one that they are safe although they are not: the system forgets the error. So a
 * file whose sync failed is thrown away and made anew, and a name whose folder could not be synced is removed and given again.
 */
import { basename, dirname } from 'node:path'
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

/** Names that were made in a folder since it was last synced, and not removed again. */
function namesGiven(folder: string, calls: readonly Traced[]): Set<string> {
  const names = new Set<string>()
  for (const one of calls.filter(succeeded)) {
    if (SYNC.has(one.call) && fileOf(one) === folder) names.clear()
    const last = pathsOf(one).at(-1)
    if (last === undefined || dirname(last) !== folder) continue
    if (/^(rename|mkdir)/.test(one.call)) names.add(basename(last))
    if (/^(unlink|rmdir)/.test(one.call)) names.delete(basename(last))
  }
  return names
}

function triedAgain(path: string, before: readonly Traced[], later: readonly Traced[]): string[] {
  const names = namesGiven(path, before)
  for (const one of later.filter(succeeded)) {
    const paths = pathsOf(one)
    const last = paths.at(-1) ?? ''
    if (last === path && /^(unlink|rmdir)/.test(one.call)) return []
    if (dirname(last) === path && /^(unlink|rmdir|rename)/.test(one.call)) names.delete(basename(last))
    if (paths[0] === path && one.call.startsWith('rename')) return [`${path} was kept although its sync failed`]
    if (!SYNC.has(one.call) || fileOf(one) !== path) continue
    return names.size > 0 || (!isFolder(path, later) && !isFolder(path, before))
      ? [`${path} was synced again after a sync had failed`]
      : []
  }
  return []
}

const isFolder = (path: string, calls: readonly Traced[]): boolean =>
  calls.some((one) => pathsOf(one).some((other) => dirname(other) === path))
