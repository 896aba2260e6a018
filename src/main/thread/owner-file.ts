import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { VERSION } from '#shared/version'
import type { DataFolder } from '#engine/data-folder'
import { OwnerLock } from '#engine/db/owner-lock'

const OwnerRecord = z.object({
  pid: z.number().int(),
  version: z.string(),
  api: z.string().nullable(),
  content: z.string(),
  ui: z.string().nullable(),
  /** Unix socket or named pipe of the API, for hosts that offer it to nobody else. */
  socket: z.string().nullable().default(null),
  token: z.string(),
})
/** Who serves the data folder and how its own user may talk to it. */
export type OwnerRecord = z.infer<typeof OwnerRecord>

/** What owner.json says, or null when there is none or it cannot be read. It may be left over from a killed process. */
export function readOwner(folder: DataFolder): OwnerRecord | null {
  try {
    return OwnerRecord.parse(JSON.parse(readFileSync(folder.owner, 'utf8')))
  } catch {
    return null
  }
}

/** The one owner of a data folder, from start to end of a host. */
export class Owner {
  readonly token = randomBytes(32).toString('hex')
  private readonly folder: DataFolder
  private readonly lock: OwnerLock

  private constructor(folder: DataFolder, lock: OwnerLock) {
    this.folder = folder
    this.lock = lock
  }

  /** @throws StillwaterError `host.data_folder_owned` when another process has it */
  static acquire(folder: DataFolder): Owner {
    const lock = OwnerLock.acquire(join(folder.root, 'owner.lock'))
    if (lock) return new Owner(folder, lock)
    const other = readOwner(folder)
    throw new StillwaterError(
      'host.data_folder_owned',
      { path: folder.root, pid: other?.pid ?? null, url: other?.api ?? null },
      { status: 409 },
    )
  }

  /** Tells other programs of this user where we are; whole or not at all. */
  publish(urls: Pick<OwnerRecord, 'api' | 'content' | 'ui' | 'socket'>): void {
    const record: OwnerRecord = { pid: process.pid, version: VERSION, ...urls, token: this.token }
    const draft = `${this.folder.owner}.new`
    writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600 })
    renameSync(draft, this.folder.owner)
  }

  /** Other programs no longer find this host. The lock stays until the process ends. */
  withdraw(): void {
    rmSync(this.folder.owner, { force: true })
  }

  release(): void {
    this.withdraw()
    this.lock.release()
  }
}

/** The administrator's password: given, or kept in the data folder, or made at random on the first start. */
export function adminPassword(folder: DataFolder, given: string | undefined): string {
  if (given) return given
  try {
    const kept = readFileSync(folder.adminPassword, 'utf8').trim()
    if (kept) return kept
  } catch {
    // First start: there is none yet.
  }
  const made = randomBytes(18).toString('base64url')
  writeFileSync(folder.adminPassword, `${made}\n`, { mode: 0o600 })
  return made
}
