/** Makes a unit of one file, or finds the one that is there: what uploads of one file and of many have in common. */
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { ContentUpload } from '../plugin/declaration.ts'
import { ArtifactBudget } from '../stages/artifact-budget.ts'
import { ArtifactSaver } from '../stages/artifact-saver.ts'
import { ContentSaver } from '../stages/content-saver.ts'
import { DeclarativeArtifact, DeclarativeContent, unit } from '../stages/declarative.ts'
import { EndStage } from '../stages/end-stage.ts'
import { createPipeline } from '../stages/pipeline.ts'
import { OneUnit } from '../stages/one-unit.ts'
import { QueryExistingContents } from '../stages/query-existing-contents.ts'
import { ResolveContentFutures } from '../stages/resolve-content-futures.ts'
import type { TaskContext } from '../tasking/task-context.ts'

/** The bytes of a unit to be: a file of ours to take in, or one that is in the store already. */
export interface UnitSource {
  file: TemporaryFile
  /** Id of the artifact, when the file is the store's own and must stay. */
  artifact: string | null
}

/** Answers the id of the unit, which is saved with its files. @throws what the plugin says of the file */
export async function saveUploadedUnit(
  context: TaskContext,
  upload: ContentUpload,
  pulpType: string,
  { file, artifact }: UnitSource,
  fields: Record<string, unknown>,
): Promise<string> {
  const { values, relativePath, artifacts = [] } = await upload.toUnit(file, fields, context)
  const content = unit(context.registry.model('content', pulpType), values)
  const draft = artifact === null ? { file } : { artifact: { id: artifact, size: file.size, digests: file.digests } }
  const item = new DeclarativeContent({
    content,
    dArtifacts: [{ relativePath, ...draft }, ...artifacts].map((one) => new DeclarativeArtifact(one)),
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
