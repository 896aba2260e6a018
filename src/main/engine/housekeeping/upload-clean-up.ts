import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { blobToUuid } from '../db/column.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { assertUploadFree, deleteUpload, findUpload } from '../upload/upload-store.ts'

const MINUTE = 60_000

export interface UploadCleanUpResult {
  /** Uploads removed that nobody went on with. */
  uploads: number
}

function abandoned({ catalogue }: TaskContext, protection: number): string[] {
  const rows = catalogue
    .prepare('SELECT pulp_id FROM core_upload WHERE pulp_last_updated < ?')
    .all(Date.now() - protection) as { pulp_id: Buffer }[]
  return rows.map(({ pulp_id }) => blobToUuid(pulp_id))
}

function isFree({ catalogue }: TaskContext, id: string): boolean {
  try {
    assertUploadFree(catalogue, id)
    return true
  } catch (error) {
    if (error instanceof StillwaterError && error.code === 'upload.in_use') return false
    throw error
  }
}

/** Folders of uploads that a cut left without a row. A row is there before its folder is. */
async function removeStrayFolders({ catalogue, folder }: TaskContext): Promise<void> {
  for (const name of await readdir(folder.upload))
    if (!findUpload(catalogue, name)) await rm(join(folder.upload, name), { recursive: true, force: true })
}

/** Removes uploads that got no chunk for UPLOAD_PROTECTION_TIME and that no task waits to use. Source: pulpcore's upload clean-up. */
export const uploadCleanUp = defineTask<{ protection: number | null }, UploadCleanUpResult>({
  id: 'core.upload_clean_up',
  version: 1,
  input: z.object({
    /** Minutes; null for the setting. */
    protection: z.number().int().min(0).nullable(),
  }),
  async run(context, input) {
    const protection = (input.protection ?? context.settings.UPLOAD_PROTECTION_TIME) * MINUTE
    const progress = context.progress({ message: 'Clean up old uploads', code: 'clean-up.uploads' })
    for (const id of abandoned(context, protection)) {
      context.signal.throwIfAborted()
      if (!isFree(context, id)) continue
      await deleteUpload(context, id)
      progress.increment()
    }
    await removeStrayFolders(context)
    progress.total = progress.done
    progress.finish()
    return { uploads: progress.done }
  },
})
