/** Getting bytes and names onto the disk. */
import { open } from 'node:fs/promises'
import { platform } from 'node:process'

/** Makes the bytes of a file survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  // Windows flushes only handles opened for writing.
  const handle = await open(path, platform === 'win32' ? 'r+' : 'r')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** Makes the names in a folder survive a power cut. Windows has no such call and journals names by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
