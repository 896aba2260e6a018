/** Files of this machine's configuration, read and replaced so that nothing is lost and nothing unexpected is followed. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import type { ClientMachine } from './declaration.ts'

const MAX_FILE = 4 * 1024 * 1024
const WINDOWS = process.platform === 'win32'

/** What a file is now. */
export interface PresentFile {
  content: Buffer
  mode: number
  owner: { uid: number; gid: number } | null
}

/** The configuration below a root: the machine's own, or a folder that stands for it. */
export class Machine implements ClientMachine {
  readonly home = homedir()
  private readonly root: string | null
  /** Contents to believe instead of what is there, by path. */
  private readonly instead: ReadonlyMap<string, Buffer | null>

  constructor(root: string | null, instead: ReadonlyMap<string, Buffer | null> = new Map()) {
    this.root = root
    this.instead = instead
  }

  /** Where a path of the machine lies. */
  at(path: string): string {
    return this.root === null ? path : join(this.root, path)
  }

  read(path: string): Buffer | null {
    const place = this.at(path)
    const known = this.instead.get(place)
    return known === undefined ? (readPlain(place)?.content ?? null) : known
  }

  list(folder: string): string[] {
    try {
      return readdirSync(this.at(folder))
        .toSorted()
        .map((name) => join(folder, name))
    } catch {
      return []
    }
  }
}

/**
 * The file at a path, or null.
 * @throws StillwaterError `client.not_plain` (409) for links and whatever else is no file of its own; `client.unreadable` (409)
 */
export function readPlain(path: string): PresentFile | null {
  const facts = factsOf(path)
  if (!facts) return null
  if (facts.isSymbolicLink()) throw notPlain(path, 'link', linkTarget(path))
  if (!facts.isFile()) throw notPlain(path, 'other', '')
  if (facts.nlink > 1) throw notPlain(path, 'hard_link', '')
  if (facts.size > MAX_FILE) throw notPlain(path, 'large', '')
  try {
    const owner = WINDOWS ? null : { uid: facts.uid, gid: facts.gid }
    return { content: readFileSync(path), mode: facts.mode & 0o7777, owner }
  } catch (cause) {
    throw new StillwaterError('client.unreadable', { path, reason: (cause as Error).message }, { status: 409, cause })
  }
}

function factsOf(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new StillwaterError('client.unreadable', { path, reason: (cause as Error).message }, { status: 409, cause })
  }
}

function linkTarget(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return ''
  }
}

function notPlain(path: string, what: string, target: string): StillwaterError {
  return new StillwaterError('client.not_plain', { path, what, target }, { status: 409 })
}

/** Whether this program may replace the file at a path, which may not be there yet. */
export function mayWrite(path: string): boolean {
  let folder = dirname(path)
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK)
    const facts = existsSync(path) ? lstatSync(path) : null
    // A file of somebody else could be replaced, but not given back to them.
    return facts === null || WINDOWS || process.getuid?.() === 0 || facts.uid === process.getuid?.()
  } catch {
    return false
  }
}

/** Folders that are not there, the outermost first. */
export function missingFolders(path: string): string[] {
  const folder = dirname(path)
  return existsSync(folder) ? [] : [...missingFolders(folder), folder]
}

/**
 * Puts a file in place, whole or not at all. Others may have linked a folder on the way to somewhere else, which is refused.
 * @param expected what is there; null for nothing
 * @throws StillwaterError `client.changed_meanwhile` (409), `client.not_plain`, `client.unwritable`
 */
export function replaceFile(path: string, file: PresentFile, expected: Buffer | null): void {
  for (const folder of missingFolders(path)) mkdirSync(folder, { mode: 0o755 })
  assertOwnFolder(dirname(path))
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    writeNew(temporary, file)
    const present = readPlain(path)?.content ?? null
    if (!sameBytes(present, expected)) throw new StillwaterError('client.changed_meanwhile', { path }, { status: 409 })
    // A rename would take the place of a file that came up a moment ago; a link does not.
    if (present === null) {
      linkSync(temporary, path)
      rmSync(temporary)
    } else renameSync(temporary, path)
    syncFolder(dirname(path))
  } catch (cause) {
    rmSync(temporary, { force: true })
    if (cause instanceof StillwaterError) throw cause
    throw new StillwaterError('client.unwritable', { path, reason: (cause as Error).message }, { status: 409, cause })
  }
}

/** Takes a file away that is as expected. @throws StillwaterError `client.changed_meanwhile` (409), `client.unwritable` */
export function removeFile(path: string, expected: Buffer): void {
  const present = readPlain(path)?.content ?? null
  if (!sameBytes(present, expected)) throw new StillwaterError('client.changed_meanwhile', { path }, { status: 409 })
  try {
    rmSync(path)
    syncFolder(dirname(path))
  } catch (cause) {
    throw new StillwaterError('client.unwritable', { path, reason: (cause as Error).message }, { status: 409, cause })
  }
}

export const sameBytes = (a: Buffer | null, b: Buffer | null): boolean => (a && b ? a.equals(b) : a === b)

function writeNew(path: string, { content, mode, owner }: PresentFile): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    for (let at = 0; at < content.byteLength;) at += writeSync(file, content, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  if (owner) chownSync(path, owner.uid, owner.gid)
  chmodSync(path, mode)
}

/** @throws StillwaterError `client.not_plain` for a folder that is a link, or that anybody may write to */
function assertOwnFolder(folder: string): void {
  if (WINDOWS) return
  if (lstatSync(folder).isSymbolicLink()) throw notPlain(folder, 'link', linkTarget(folder))
  const { uid, mode } = statSync(folder)
  const trusted = uid === 0 || uid === process.getuid?.()
  if (!trusted || (mode & 0o002) !== 0) throw notPlain(folder, 'folder', '')
}

function syncFolder(folder: string): void {
  if (WINDOWS) return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
