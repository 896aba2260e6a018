import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { FileSystemStorage } from '../artifact/file-system-storage.ts'
import { forEachLimited } from '../artifact/for-each-limited.ts'
import { toWriteError } from '../artifact/storage-error.ts'
import { syncFile, syncFolder } from '../artifact/sync.ts'
import { dataFolderAt, prepareDataFolder } from '../data-folder.ts'
import { checkCatalogue } from '../db/catalogue-copy.ts'
import { Catalogue } from '../db/catalogue.ts'
import { OwnerLock } from '../db/owner-lock.ts'
import { filesBelow } from './backup.ts'
import { copyVerified, hashOf } from './copy-verified.ts'
import { MOVED_TO, readNote } from './moved.ts'
import { assertEmpty } from './restore.ts'

const COPIES = 8
/** Left in the new place: where it came from, and what the catalogue was, so that a move cut off at its end is recognised. */
const MOVED_FROM = 'moved-from.json'
/** Not moved: what belongs to a running program, or to none any more. */
const LEFT = /^(tmp$|reserve$|owner\.|moved-(to|from)\.json$)/

const MovedFrom = z.object({ path: z.string(), catalogue: z.string() })

export interface MoveOptions {
  from: string
  to: string
  /** Whether what was moved is removed from the old place, but for the note. */
  remove: boolean
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

export interface MoveResult {
  path: string
  files: number
  bytes: number
  removed: boolean
}

/**
 * Moves a data folder: copies everything, checked against its digests, beside the new name, gives it the name, and leaves a note in the old
 * place which later starts follow. Cut off, it goes on where it was when it is asked again.
 * @throws StillwaterError `host.data_folder_owned` (409) while a program uses it, `move.bad_folder` (400), `move.no_data` (404),
 * `restore.not_empty` (409), `backup.damaged`, `catalogue.damaged`, `storage.*`
 */
export async function moveData(options: MoveOptions): Promise<MoveResult> {
  const [from, to] = [resolve(options.from), resolve(options.to)]
  assertApart(from, to)
  if (!existsSync(dataFolderAt(from).catalogue))
    throw new StillwaterError('move.no_data', { path: from }, { status: 404 })
  const lock = OwnerLock.acquire(join(from, 'owner.lock'))
  if (!lock) throw new StillwaterError('host.data_folder_owned', { path: from, pid: null, url: null }, { status: 409 })
  try {
    const draft = join(dirname(to), `.${basename(to)}.moving`)
    const done = await copyAll({ ...options, from, to }, draft)
    await leaveNote(from, to)
    if (options.remove) await removeMoved(from)
    return { path: to, ...done, removed: options.remove }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw toWriteError(error, to)
  } finally {
    lock.release()
  }
}

function assertApart(from: string, to: string): void {
  const inside = (path: string): boolean => path === '' || !path.startsWith('..')
  if (inside(relative(from, to)) || inside(relative(to, from)))
    throw new StillwaterError('move.bad_folder', { from, to }, { status: 400 })
}

async function copyAll(options: MoveOptions, draft: string): Promise<Pick<MoveResult, 'files' | 'bytes'>> {
  const { from, to, signal, onProgress } = options
  const sha256 = await closeCatalogue(from, signal)
  // Cut off between the new name and the note: only the note is missing.
  const before = readNote(join(to, MOVED_FROM), MovedFrom)
  if (before?.path === from && before.catalogue === sha256) return { files: 0, bytes: 0 }
  await assertEmpty(to)
  await mkdir(draft, { recursive: true, mode: 0o700 })
  prepareDataFolder(dataFolderAt(draft))
  const names = (await filesBelow(from)).filter((name) => !LEFT.test(name.split(/[/\\]/)[0] ?? ''))
  const digests = digestsByPath(from)
  const done = { files: 0, bytes: 0 }
  await forEachLimited(names, COPIES, async (name) => {
    const expected = digests(name)
    const target = join(draft, name)
    // What is named by its digest and lies there whole is kept from a move that was cut off; the rest may have changed since.
    if (!expected.sha256) await rm(target, { force: true })
    const copied = await copyVerified(join(from, name), target, expected, { signal })
    if (!copied) throw new StillwaterError('backup.incomplete', { path: join(from, name) })
    done.files += 1
    done.bytes += copied.size
    onProgress?.(done.files, names.length)
  })
  await removeForeign(draft, new Set(names))
  await writeNote(join(draft, MOVED_FROM), { path: from, catalogue: sha256 })
  await syncFolder(draft)
  if (existsSync(to)) await rmdir(to)
  await rename(draft, to)
  await syncFolder(dirname(to))
  return done
}

/** Brings the log of the catalogue into its one file, and looks whether that is sound. Answers its digest. */
async function closeCatalogue(from: string, signal: AbortSignal | undefined): Promise<string> {
  const { catalogue: file } = dataFolderAt(from)
  const catalogue = Catalogue.open(file)
  try {
    checkCatalogue(catalogue)
    catalogue.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    catalogue.close()
  }
  return (await hashOf(file, signal)).sha256
}

/** What a file must be, for those whose name says it: stored files. */
function digestsByPath(from: string): (name: string) => { sha256?: string; size?: number } {
  const catalogue = Catalogue.open(dataFolderAt(from).catalogue)
  const sizes = new Map<string, number>()
  for (const row of catalogue.prepare('SELECT sha256, size FROM core_artifact').all()) {
    const { sha256, size } = row as { sha256: Buffer; size: number }
    sizes.set(sha256.toString('hex'), size)
  }
  catalogue.close()
  const storage = new FileSystemStorage(from)
  const folder = relative(from, dirname(dirname(storage.path('0'.repeat(64)))))
  return (name) => {
    const [first = '', ...rest] = name.split(/[/\\]/)
    const sha256 = rest.join('')
    const size = first === folder ? sizes.get(sha256) : undefined
    // A damaged file moves as it is: verify tells of it, repair mends it; a move is not the time to stop.
    return size === undefined ? {} : whole(storage, sha256, size)
  }
}

const whole = (storage: FileSystemStorage, sha256: string, size: number): { sha256?: string; size?: number } =>
  storage.holds(sha256, size) ? { sha256, size } : {}

/** Left over from an earlier try, and gone from the old place since. */
async function removeForeign(draft: string, names: ReadonlySet<string>): Promise<void> {
  for (const name of await filesBelow(draft)) if (!names.has(name)) await rm(join(draft, name))
}

async function writeNote(path: string, note: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
  await syncFile(path)
}

async function leaveNote(from: string, to: string): Promise<void> {
  await writeNote(join(from, MOVED_TO), { path: to })
  await syncFolder(from)
}

/** The lock's file stays for as long as it is held, and the note for good. */
async function removeMoved(from: string): Promise<void> {
  for (const name of await readdir(from))
    if (name !== MOVED_TO && !name.startsWith('owner.lock'))
      await rm(join(from, name), { recursive: true, force: true })
}
