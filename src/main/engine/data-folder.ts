import { existsSync, chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StillwaterError } from '#shared/error'

/** Where everything lies: one folder, private to its user. */
export interface DataFolder {
  readonly root: string
  readonly catalogue: string
  readonly artifact: string
  /** What the catalogue can be made again from. */
  readonly manifest: string
  readonly tmp: string
  /** Chunks of uploads, one folder for each. */
  readonly upload: string
  /** Beginnings of large files whose download was cut off. */
  readonly partial: string
  /** Configuration of clients as it was before it was changed. */
  readonly client: string
  /** Room for the moment when the disk is full. */
  readonly reserve: string
  readonly settings: string
  readonly log: string
  readonly owner: string
  readonly adminPassword: string
  /** The key under which the secrets of remotes are encrypted. */
  readonly secretKey: string
}

export function dataFolderAt(root: string): DataFolder {
  return {
    root,
    catalogue: join(root, 'stillwater.sqlite'),
    artifact: join(root, 'artifact'),
    manifest: join(root, 'manifest'),
    tmp: join(root, 'tmp'),
    upload: join(root, 'upload'),
    partial: join(root, 'partial'),
    client: join(root, 'client'),
    reserve: join(root, 'reserve'),
    settings: join(root, 'settings.json'),
    log: join(root, 'log'),
    owner: join(root, 'owner.json'),
    adminPassword: join(root, 'admin-password'),
    secretKey: join(root, 'secret.key'),
  }
}

/** Whether something of ours is there, be it all that a damaged one still has. */
export function isDataFolder({ catalogue, settings, owner, secretKey }: DataFolder): boolean {
  return [catalogue, settings, owner, secretKey].some((path) => existsSync(path))
}

/**
 * Makes what is missing of the folder, private to the user whatever the umask.
 * @throws StillwaterError `storage.unwritable`
 */
export function prepareDataFolder(folder: DataFolder): void {
  try {
    const { root, artifact, manifest, tmp, upload, partial, client, log } = folder
    for (const path of [root, artifact, manifest, tmp, upload, partial, client, log]) makeFolder(path)
    chmodSync(folder.root, 0o700)
  } catch (cause) {
    throw new StillwaterError('storage.unwritable', { path: folder.root, reason: (cause as Error).message }, { cause })
  }
}

/** Like a recursive mkdir, which goes round in circles for ever where the system refuses folders (/proc) [Node 24]. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  mkdirSync(path, { mode: 0o700 })
}

/** Empties tmp/: whatever lies there belonged to a process that is gone, except the named files, which queued tasks still need. */
export function clearTemporary(folder: DataFolder, keep: ReadonlySet<string> = new Set()): void {
  mkdirSync(folder.tmp, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder.tmp))
    if (!keep.has(name)) rmSync(join(folder.tmp, name), { recursive: true, force: true })
}
