import { basename, join } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { getArtifact } from '../artifact/artifact.ts'
import { TemporaryFile } from '../artifact/temporary-file.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { Content, Repository } from '../db/masters.ts'
import { touch } from '../db/touch.ts'
import { transientRemote } from '../download/transient-remote.ts'
import { withDownloader } from '../download/with-downloader.ts'
import { forgetValues, sealedColumns } from '../secret/queued-secrets.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { assemble } from '../upload/commit-upload.ts'
import { deleteUpload } from '../upload/upload-store.ts'
import { newVersion } from './new-version.ts'
import { saveUploadedUnit, type UnitSource as Source } from './save-uploaded-unit.ts'

const Input = z.object({
  pulp_type: z.string(),
  /** Name of a file in tmp/, gone afterwards; or null, and one of the three below is given. */
  file: z.string().nullable(),
  /** Bytes and digests of that file. */
  size: z.number(),
  digests: z.record(z.string(), z.string()),
  /** Id of a stored file. */
  artifact: z.string().nullable(),
  /** Id of an upload whose chunks have all arrived; gone afterwards. */
  upload: z.string().nullable(),
  file_url: z.string().nullable(),
  /** How the address is asked, as columns of a remote with their secrets sealed; forgotten when the work is done. */
  downloader: z.record(z.string(), z.unknown()).nullish(),
  /** What the client sent beside the file, as the plugin declares it. */
  fields: z.record(z.string(), z.unknown()),
  labels: z.record(z.string(), z.string().nullable()).nullable(),
  repository: z.string().nullable(),
  /** False refuses a unit whose repo key another one in the repository has. */
  overwrite: z.boolean(),
})
export type UploadContentInput = z.infer<typeof Input>

/**
 * Makes a unit of a file that a client brings, names or points at, or finds the one that is there, and adds it to a repository when one is
 * named. Source: the single-artifact upload of Pulp's plugin API.
 */
export const uploadContent = defineTask({
  id: 'core.upload_content',
  version: 2,
  input: Input,
  upgrade: (input) => ({
    artifact: null,
    upload: null,
    file_url: null,
    labels: null,
    overwrite: true,
    ...(input as Record<string, unknown>),
  }),
  async run(context, input) {
    const upload = context.registry.content.get(input.pulp_type)?.upload
    if (!upload) throw new StillwaterError('upload.not_supported', { pulp_type: input.pulp_type }, { status: 400 })
    const source = await sourceOf(context, input).finally(() => forgetValues(context.catalogue, context.task.id))
    try {
      const id = await saveUploadedUnit(context, upload, input.pulp_type, source, input.fields)
      if (input.labels) Content.get(context.catalogue, id).save({ pulp_labels: input.labels })
      context.created(context.registry.model('content', input.pulp_type).get(context.catalogue, id))
      if (input.upload !== null) await deleteUpload(context, input.upload)
      if (input.repository === null) return
      const repository = Repository.get(context.catalogue, input.repository)
      const { overwrite } = input
      const companions = upload.companions?.(context, id, input.fields) ?? []
      await newVersion(context, repository, { overwrite }, async (version) => void version.add([id, ...companions]))
    } finally {
      if (source.artifact === null) await source.file.discard()
    }
  },
})

async function sourceOf(context: TaskContext, input: UploadContentInput): Promise<Source> {
  if (input.artifact !== null) return await stored(context, input.artifact)
  if (input.upload !== null) return { file: await assemble(context, input.upload), artifact: null }
  if (input.file_url !== null)
    return { file: await download(context, input.file_url, input.downloader ?? {}), artifact: null }
  const path = join(context.folder.tmp, basename(input.file ?? ''))
  return { file: new TemporaryFile(path, input.size, input.digests), artifact: null }
}

/** @throws StillwaterError `artifact.gone` when a clean-up was faster */
async function stored(context: TaskContext, id: string): Promise<Source> {
  const { catalogue, settings, storage } = context
  if (touch(catalogue, 'core_artifact', [id]).size > 0)
    throw new StillwaterError('artifact.gone', { id }, { status: 404 })
  const { digests, size } = getArtifact(catalogue, id)
  const { sha256 = '' } = digests
  const path = storage.path(sha256)
  if (path !== null && storage.holds(sha256, size))
    return { file: new TemporaryFile(path, size, digests), artifact: id }
  // The store is not a folder of ours: plugins read files.
  const options = { dir: context.tempDir, allowed: settings.ALLOWED_CONTENT_CHECKSUMS, expectedDigests: { sha256 } }
  return { file: await TemporaryFile.initAndValidate(storage.open(sha256), options), artifact: null }
}

async function download(
  context: TaskContext,
  url: string,
  config: Readonly<Record<string, unknown>>,
): Promise<TemporaryFile> {
  const progress = context.progress({
    message: 'Downloading',
    code: 'upload.downloading',
    total: null,
    suffix: 'bytes',
  })
  let seen = 0
  const { file } = await withDownloader(
    context,
    transientRemote(context.catalogue, url, sealedColumns(config)),
    (downloader) =>
      downloader.download({
        url,
        signal: context.signal,
        onProgress(bytes) {
          progress.increment(bytes - seen)
          seen = bytes
        },
      }),
  )
  progress.total = file.size
  progress.finish()
  return file
}

/** Names in tmp/ of files that waiting uploads have been accepted with. */
export function queuedUploads(catalogue: Catalogue): Set<string> {
  const sql =
    "SELECT input ->> '$.file' AS file FROM core_task WHERE name = ? AND state = 'waiting' AND input ->> '$.file' IS NOT NULL"
  const rows = catalogue.prepare(sql).all(uploadContent.id) as { file: string }[]
  return new Set(rows.map(({ file }) => basename(file)))
}
