import { basename, join } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { TemporaryFile } from '../artifact/temporary-file.ts'
import { ArtifactBudget } from '../stages/artifact-budget.ts'
import { ArtifactSaver } from '../stages/artifact-saver.ts'
import { ContentSaver } from '../stages/content-saver.ts'
import { DeclarativeArtifact, DeclarativeContent, unit } from '../stages/declarative.ts'
import { EndStage } from '../stages/end-stage.ts'
import { createPipeline } from '../stages/pipeline.ts'
import { QueryExistingContents } from '../stages/query-existing-contents.ts'
import { ResolveContentFutures } from '../stages/resolve-content-futures.ts'
import { Stage } from '../stages/stage.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { Repository } from '../db/masters.ts'
import type { ContentUpload } from '../plugin/declaration.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { newVersion } from './new-version.ts'

class OneUnit extends Stage {
  private readonly item: DeclarativeContent

  constructor(item: DeclarativeContent) {
    super()
    this.item = item
  }

  run(): Promise<void> {
    return this.put(this.item)
  }
}

/**
 * Makes a unit of an uploaded file, or finds the one that is there, and adds it to a repository when one is named. The file lies in the
 * data folder's tmp/ and is gone afterwards.
 */
export const uploadContent = defineTask({
  id: 'core.upload_content',
  version: 1,
  input: z.object({
    pulp_type: z.string(),
    /** Name of the file in tmp/. */
    file: z.string(),
    /** Bytes. */
    size: z.number(),
    digests: z.record(z.string(), z.string()),
    /** What the client sent beside the file, as the plugin declares it. */
    fields: z.record(z.string(), z.unknown()),
    repository: z.string().nullable(),
  }),
  async run(context, input) {
    const upload = context.registry.content.get(input.pulp_type)?.upload
    if (!upload) throw new StillwaterError('upload.not_supported', { pulp_type: input.pulp_type }, { status: 400 })
    const path = join(context.folder.tmp, basename(input.file))
    const file = new TemporaryFile(path, input.size, input.digests)
    try {
      const id = await saveUnit(context, upload, input.pulp_type, file, input.fields)
      context.created(context.registry.model('content', input.pulp_type).get(context.catalogue, id))
      if (input.repository === null) return
      const repository = Repository.get(context.catalogue, input.repository)
      await newVersion(context, repository, {}, async (version) => void version.add([id]))
    } finally {
      await file.discard()
    }
  },
})

/** Names in tmp/ of files that waiting uploads have been accepted with. */
export function queuedUploads(catalogue: Catalogue): Set<string> {
  const sql = "SELECT input ->> '$.file' AS file FROM core_task WHERE name = ? AND state = 'waiting'"
  const rows = catalogue.prepare(sql).all(uploadContent.id) as { file: string }[]
  return new Set(rows.map(({ file }) => basename(file)))
}

async function saveUnit(
  context: TaskContext,
  upload: ContentUpload,
  pulpType: string,
  file: TemporaryFile,
  fields: Record<string, unknown>,
): Promise<string> {
  const { values, relativePath } = await upload.toUnit(file, fields, context)
  const content = unit(context.registry.model('content', pulpType), values)
  const item = new DeclarativeContent({
    content,
    dArtifacts: [new DeclarativeArtifact({ relativePath, file })],
    doesBatch: false,
  })
  const stages = [
    new OneUnit(item),
    new ArtifactSaver(context, new ArtifactBudget(file.size, 1)),
    new QueryExistingContents(context),
    new ContentSaver(context),
    new ResolveContentFutures(),
    new EndStage(),
  ]
  await createPipeline(stages, { signal: context.signal })
  if (!content.pulp_id) throw new TypeError('the pipeline saves every unit')
  return content.pulp_id
}
