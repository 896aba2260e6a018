import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { systemCode } from '../artifact/storage-error.ts'
import { queuedUploads } from '../repository/upload-content.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { taskOfTempDir } from '../tasking/temp-dir.ts'
import { unfinishedTasks } from '../tasking/task-store.ts'

const MINUTE = 60_000

/** Reserved by a clean-up of temporary files: one runs at a time. */
export const TEMPORARY_CLEAN_UP = 'core:temporary_clean_up'

/** When a file, or anything in a folder, was last written (milliseconds since the epoch); null when it is gone. */
async function lastWritten(path: string): Promise<number | null> {
  try {
    const found = await lstat(path)
    if (!found.isDirectory()) return found.mtimeMs
    const inside = await Promise.all((await readdir(path)).map((name) => lastWritten(join(path, name))))
    return Math.max(found.mtimeMs, ...inside.map((time) => time ?? 0))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Names in tmp/ that somebody still works with: folders of tasks that have not ended, uploads that queued tasks will take. */
function inUse({ catalogue }: TaskContext): (name: string) => boolean {
  const tasks = new Set(unfinishedTasks(catalogue).map(({ id }) => id))
  const uploads = queuedUploads(catalogue)
  return (name) => uploads.has(name) || tasks.has(taskOfTempDir(name) ?? '')
}

/**
 * Removes what was left in tmp/ and has not been written for a time: the next start would, but a host may run for months. Source:
 * pulpcore's clean-up of temporary files.
 */
export const temporaryCleanUp = defineTask<{ protection: number }, { files: number }>({
  id: 'core.temporary_clean_up',
  version: 1,
  input: z.object({
    /** Minutes. */
    protection: z.number().int().min(0),
  }),
  async run(context, { protection }) {
    const progress = context.progress({ message: 'Clean up old temporary files', code: 'clean-up.temporary' })
    const until = Date.now() - protection * MINUTE
    const used = inUse(context)
    for (const name of await readdir(context.folder.tmp)) {
      context.signal.throwIfAborted()
      const path = join(context.folder.tmp, name)
      const written = await lastWritten(path)
      if (used(name) || written === null || written > until) continue
      await rm(path, { recursive: true, force: true })
      progress.increment()
    }
    progress.total = progress.done
    progress.finish()
    return { files: progress.done }
  },
})
