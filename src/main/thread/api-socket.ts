import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface ApiSocket {
  path: string
  /** Takes it away, with the folder that was made for it. */
  remove(): void
}

/** Bytes that every system takes for the path of a socket (macOS: 104 with the end). */
const LONGEST = 100

/**
 * Where a host without an address listens for programs of its own user: in the data folder, or, where that path is too long for a socket,
 * in a folder of its own. What a host that crashed left there is removed: the data folder is ours by now. On Windows it is a named pipe.
 */
export function makeApiSocket(dataDir: string, platform = process.platform): ApiSocket {
  if (platform === 'win32') {
    const name = createHash('sha256').update(dataDir).update(randomBytes(16)).digest('hex').slice(0, 32)
    return { path: `\\\\.\\pipe\\stillwater-${name}`, remove: () => undefined }
  }
  const inFolder = join(dataDir, 'api.sock')
  if (Buffer.byteLength(inFolder) <= LONGEST) {
    rmSync(inFolder, { force: true })
    return { path: inFolder, remove: () => rmSync(inFolder, { force: true }) }
  }
  // Made for this user alone (0700), under a name that nobody can know before.
  const path = join(mkdtempSync(join(tmpdir(), 'stillwater-')), 'api.sock')
  return { path, remove: () => rmSync(dirname(path), { recursive: true, force: true }) }
}
