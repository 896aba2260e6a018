/** Room that is kept for the moment when the disk is full: without it not even that could be put on record. */
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { open, rm, statfs } from 'node:fs/promises'
import type { DataFolder } from '../data-folder.ts'

/** Enough for the ends of all tasks, and for those with which room is made. */
export const RESERVE_BYTES = 4_000_000
/** A disk with less room than so many reserves keeps it. */
const PLENTY = 4

/** Sets the room aside unless that has been done; answers whether it is there. A disk with little room is left as it is. */
export async function layReserve({ root, reserve }: Pick<DataFolder, 'root' | 'reserve'>): Promise<boolean> {
  if (existsSync(reserve)) return true
  const { bavail, bsize } = await statfs(root)
  if (bavail * bsize < PLENTY * RESERVE_BYTES) return false
  const file = await open(reserve, 'wx', 0o600).catch(() => null)
  if (file === null) return false
  try {
    // Not zeros: some file systems keep none for them.
    await file.writeFile(randomBytes(RESERVE_BYTES))
    return true
  } catch {
    await rm(reserve, { force: true })
    return false
  } finally {
    await file.close()
  }
}

/** Gives the room up; answers whether there was any. */
export function spendReserve({ reserve }: Pick<DataFolder, 'reserve'>): boolean {
  if (!existsSync(reserve)) return false
  rmSync(reserve, { force: true })
  return true
}
