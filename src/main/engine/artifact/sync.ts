/** Getting bytes and names onto the disk. */
import { platform } from 'node:process'
import { rawClose, rawDatasync, rawOpen, rawSync } from './raw-fs.ts'

/** Makes the bytes of a file survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  // Windows flushes only handles opened for writing.
  const fd = await rawOpen(path, platform === 'win32' ? 'r+' : 'r')
  try {
    await rawDatasync(fd)
  } finally {
    await rawClose(fd)
  }
}

/** Makes the names in a folder survive a power cut. Windows has no such call and journals names by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (platform === 'win32') return
  const fd = await rawOpen(path, 'r')
  try {
    await rawSync(fd)
  } finally {
    await rawClose(fd)
  }
}
