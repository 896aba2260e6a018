import { dataFolderAt } from '#engine/data-folder'
import { type OwnerRecord, readOwner } from '#thread/owner-file'

/** What the host that owns the data folder says about itself; null when nobody does, or when what is said is left over from a crash. */
export function liveOwner(dataDir: string): OwnerRecord | null {
  const owner = readOwner(dataFolderAt(dataDir))
  return owner && isAlive(owner.pid) ? owner : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
