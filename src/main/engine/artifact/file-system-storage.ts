/**
 * Artifacts as files: `<root>/artifact/ab/cdef…`, after Pulp's layout. Paths come from digests only, never from names.
 * A file is synced before it gets its name and its folder after, so a row written later never names bytes a power cut can take.
 */
import fs, { createReadStream } from 'node:fs'
import { lstat, mkdir, opendir, readFile, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { StillwaterError } from '#shared/error'
import { forEachLimited } from './for-each-limited.ts'
import { rawRename } from './raw-fs.ts'
import { systemCode, toReadError, toWriteError } from './storage-error.ts'
import { assertSha256, type ArtifactStorage, type ByteRange, type CommitEntry, type StoredFile } from './storage.ts'
import { syncFile, syncFolder } from './sync.ts'

const SYNC_CONCURRENCY = 32
const READ_BUFFER = 1024 * 1024

interface Move {
  from: string
  to: string
}

export class FileSystemStorage implements ArtifactStorage {
  readonly #folder: string
  /** Folders known to exist and to be durable in their parent. */
  readonly #known = new Set<string>()
  /** Folders that may not be durable, because a sync failed. */
  readonly #doubtful = new Set<string>()

  /** `root` is the data folder; it must be on the file system of the temporary files. `name` is the store's folder in it. */
  constructor(root: string, name = 'artifact') {
    this.#folder = join(root, name)
  }

  path(sha256: string): string {
    assertSha256(sha256)
    return join(this.#folder, sha256.slice(0, 2), sha256.slice(2))
  }

  async commit(file: string, sha256: string): Promise<void> {
    for (const spare of await this.commitMany([{ file, sha256 }])) await rm(spare.file)
  }

  async commitMany(entries: readonly CommitEntry[]): Promise<readonly CommitEntry[]> {
    const moves = entries.map((entry) => ({ entry, from: entry.file, to: this.path(entry.sha256) }))
    const spare: CommitEntry[] = []
    await this.#move(moves, async (move) => {
      if (!(await moveIntoPlace(move))) spare.push(move.entry)
    })
    return spare
  }

  async replace({ file, sha256 }: CommitEntry): Promise<void> {
    const move = { from: file, to: this.path(sha256) }
    let moved = false
    try {
      await this.#move([move], async ({ from, to }) => {
        await rawRename(from, to)
        moved = true
      })
    } catch (error) {
      // The name is perhaps not on the disk: made anew next time, not synced once more.
      if (moved) await rm(move.to, { force: true }).catch(() => undefined)
      throw error
    }
  }

  /** Moves synced files, and syncs the names. */
  async #move<M extends Move>(moves: readonly M[], moveOne: (move: M) => Promise<void>): Promise<void> {
    if (moves.length === 0) return
    const folders = new Set(moves.map((move) => dirname(move.to)))
    try {
      await this.#createFolders(folders)
      await forEachLimited(moves, SYNC_CONCURRENCY, (move) => syncFile(move.from))
      await forEachLimited(moves, SYNC_CONCURRENCY, moveOne)
      await forEachLimited([...folders], SYNC_CONCURRENCY, syncFolder)
    } catch (error) {
      throw toWriteError(error, this.#folder)
    }
  }

  open(sha256: string, range?: ByteRange): Readable {
    const path = this.path(sha256)
    const open: typeof fs.open = ((...args: unknown[]) => {
      const done = args.pop() as (error: Error | null, fd?: number) => void
      fs.open(path, 'r', (error, fd) => (error ? done(toOpenError(error, path, sha256)) : done(null, fd)))
    }) as typeof fs.open
    return createReadStream(path, {
      ...range,
      highWaterMark: READ_BUFFER,
      fs: { open, read: fs.read, close: fs.close },
    })
  }

  async read(sha256: string): Promise<Buffer> {
    const path = this.path(sha256)
    try {
      return await readFile(path)
    } catch (error) {
      throw toOpenError(error, path, sha256)
    }
  }

  async stat(sha256: string): Promise<StoredFile | null> {
    const path = this.path(sha256)
    try {
      const found = await lstat(path)
      return found.isFile() ? { size: found.size, modified: found.mtime } : null
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null
      throw toReadError(error, path)
    }
  }

  async exists(sha256: string): Promise<boolean> {
    return (await this.stat(sha256)) !== null
  }

  holds(sha256: string, size: number): boolean {
    const present = fs.lstatSync(this.path(sha256), { throwIfNoEntry: false })
    return present?.isFile() === true && present.size === size
  }

  delete(sha256: string): boolean {
    const path = this.path(sha256)
    try {
      fs.unlinkSync(path)
      return true
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false
      throw toWriteError(error, path)
    }
  }

  async *list(): AsyncIterable<string> {
    for (const first of await namesOf(this.#folder, /^[0-9a-f]{2}$/)) {
      for (const rest of await namesOf(join(this.#folder, first), /^[0-9a-f]{62}$/)) yield first + rest
    }
  }

  async #createFolders(folders: Set<string>): Promise<void> {
    const fresh = [...folders].filter((folder) => !this.#known.has(folder))
    if (fresh.length === 0) return
    for (const folder of fresh) {
      // Made anew: a second sync would say that all is well whether it is or not.
      if (this.#doubtful.delete(folder)) await rmdir(folder).catch(() => undefined)
      await mkdir(folder, { recursive: true, mode: 0o700 })
    }
    try {
      await syncFolder(this.#folder)
      await syncFolder(dirname(this.#folder))
    } catch (error) {
      for (const folder of fresh) this.#doubtful.add(folder)
      throw error
    }
    for (const folder of fresh) this.#known.add(folder)
  }
}

function toOpenError(error: unknown, path: string, sha256: string): StillwaterError {
  if (systemCode(error) === 'ENOENT') return new StillwaterError('artifact.missing', { sha256 }, { cause: error })
  return toReadError(error, path)
}

/** A good file already in place is kept; one of another size is damaged and gets replaced. Answers whether the file was moved. */
async function moveIntoPlace(move: Move): Promise<boolean> {
  // A look at a name in a folder just used costs microseconds; a rejected promise for every new file would cost more.
  const present = fs.lstatSync(move.to, { throwIfNoEntry: false })
  if (present?.isFile() && present.size === (await lstat(move.from)).size) return false
  await rawRename(move.from, move.to)
  return true
}

/** Names in a folder that have the right form, sorted; none when the folder does not exist. */
async function namesOf(folder: string, form: RegExp): Promise<string[]> {
  const names: string[] = []
  try {
    for await (const entry of await opendir(folder)) if (form.test(entry.name)) names.push(entry.name)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw toReadError(error, folder)
  }
  return names.sort()
}
