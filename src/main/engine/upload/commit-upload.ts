import * as z from 'zod'
import { API_ROOT } from '#shared/wire'
import { artifactPrn, saveArtifacts } from '../artifact/artifact.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { assembleUpload, deleteUpload, getUpload } from './upload-store.ts'

/** Puts an upload together in the task's own folder, with progress. */
export async function assemble(context: TaskContext, upload: string, sha256?: string): Promise<TemporaryFile> {
  const { size } = getUpload(context.catalogue, upload)
  const progress = context.progress({
    message: 'Putting chunks together',
    code: 'upload.assembling',
    total: size,
    suffix: 'bytes',
  })
  let seen = 0
  const file = await assembleUpload(context, upload, {
    dir: context.tempDir,
    ...(sha256 === undefined ? {} : { sha256 }),
    signal: context.signal,
    onProgress(bytes) {
      progress.increment(bytes - seen)
      seen = bytes
    },
  })
  progress.finish()
  return file
}

/**
 * Makes an artifact of an upload, which is gone afterwards; a file that is stored already is answered as it is. After a failure the upload
 * is still there, for another attempt. Source: pulpcore's tasks.upload.commit.
 */
export const commitUpload = defineTask({
  id: 'core.commit_upload',
  version: 1,
  input: z.object({ upload: z.string(), sha256: z.string() }),
  async run(context, { upload, sha256 }) {
    const file = await assemble(context, upload, sha256)
    const [artifact] = await saveArtifacts(context, [file])
    if (!artifact) throw new TypeError('one artifact per file')
    context.created({ prn: artifactPrn(artifact.id), href: `${API_ROOT}artifacts/${artifact.id}/` })
    await deleteUpload(context, upload)
  },
})
