/** Which files a package installs: read once from its data archive, then remembered. */
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { StillwaterError } from '#shared/error'
import { type TaskContext, uuidToBlob } from '#plugin-api'
import { dataPaths } from '../upload/read-deb.ts'

/** Characters of the paths of one package; the largest of Debian have some megabytes. */
const MAX_LIST = 64 * 1024 * 1024

/** Lists kept at once. */
const AT_ONCE = 100

/** A package as a component of a version lists it. */
export interface StoredPackage {
  id: string
  /** Path in the archive. */
  path: string
  /** Hexadecimal; null when its file is not stored here. */
  sha256: string | null
}

/** Lists of many packages: what was read is kept some at a time, since each keeping waits for the disk. */
export class FileLists {
  private readonly context: TaskContext
  private fresh: { id: Buffer; paths: Buffer }[] = []

  constructor(context: TaskContext) {
    this.context = context
  }

  /** Paths without a slash before them, folders left out; null when the file cannot be read or is not here. */
  async of({ id, path, sha256 }: StoredPackage): Promise<string[] | null> {
    const { catalogue, storage } = this.context
    const find = catalogue.prepare('SELECT paths FROM deb_filelist WHERE content_id = ?').pluck()
    const known = find.get(uuidToBlob(id)) as Buffer | undefined
    if (known) return (await promisify(inflate)(known)).toString('utf8').split('\n').slice(0, -1)
    const file = sha256 === null ? null : storage.path(sha256)
    const paths = file && (await readPaths(file, path))
    if (!paths) return null
    const text = paths.map((one) => `${one}\n`).join('')
    this.fresh.push({ id: uuidToBlob(id), paths: await promisify(deflate)(text) })
    if (this.fresh.length >= AT_ONCE) this.keep()
    return paths
  }

  /** Keeps what is left. */
  keep(): void {
    const { catalogue } = this.context
    const insert = catalogue.prepare('INSERT OR IGNORE INTO deb_filelist (content_id, paths) VALUES (?, ?)')
    catalogue.transaction(() => {
      for (const { id, paths } of this.fresh) insert.run(id, paths)
    })
    this.fresh = []
  }
}

async function readPaths(file: string, name: string): Promise<string[] | null> {
  const paths: string[] = []
  let size = 0
  try {
    for await (const path of dataPaths(file, name)) {
      const plain = path.replace(/^(\.?\/+)+/, '')
      // A line of Contents ends where a path would go on: such a file has no line.
      if (plain === '' || plain.includes('\n')) continue
      size += plain.length + 1
      if (size > MAX_LIST) return null
      paths.push(plain)
    }
  } catch (error) {
    // What upstream made in a way that cannot be read, such as with bzip2, is named, and the rest listed.
    const isOurs = error instanceof StillwaterError && error.code.startsWith('deb.')
    if (!isOurs && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null
  }
  return paths
}
