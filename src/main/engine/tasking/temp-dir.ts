import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { isUuid } from '#shared/id'
import { toWriteError } from '../artifact/storage-error.ts'
import type { Engine } from '../engine.ts'

const PREFIX = 'task-'
const UUID_LENGTH = 36

/** A fresh folder for one run of a task, which its name tells. @throws StillwaterError `storage.full`, `storage.write_failed` */
export async function makeTempDir(engine: Engine, taskId: string): Promise<string> {
  try {
    await mkdir(engine.folder.tmp, { recursive: true, mode: 0o700 })
    return await mkdtemp(join(engine.folder.tmp, `${PREFIX}${taskId}-`))
  } catch (error) {
    throw toWriteError(error, engine.folder.tmp)
  }
}

/** The task that a name in tmp/ belongs to, or null. */
export function taskOfTempDir(name: string): string | null {
  const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length, PREFIX.length + UUID_LENGTH) : ''
  return isUuid(id) ? id : null
}
