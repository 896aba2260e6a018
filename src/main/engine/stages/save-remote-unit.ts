import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { ContentSaver } from './content-saver.ts'
import type { DeclarativeContent } from './declarative.ts'
import { EndStage } from './end-stage.ts'
import { createPipeline } from './pipeline.ts'
import { OneUnit } from './one-unit.ts'
import { QueryExistingContents } from './query-existing-contents.ts'
import { RemoteArtifactSaver } from './remote-artifact-saver.ts'
import { ResolveContentFutures } from './resolve-content-futures.ts'

/** Saves a unit with one file that is not fetched yet, or finds the one that is there. Answers its id and that of its file. */
export async function saveRemoteUnit(
  engine: Engine,
  item: DeclarativeContent,
): Promise<{ contentId: string; contentArtifactId: string }> {
  const saving = [new QueryExistingContents(engine), new ContentSaver(engine), new RemoteArtifactSaver(engine)]
  await createPipeline([new OneUnit(item), ...saving, new ResolveContentFutures(), new EndStage()])
  const contentId = item.content.pulp_id ?? ''
  const sql = 'SELECT pulp_id AS id FROM core_contentartifact WHERE content_id = ? ORDER BY relative_path LIMIT 1'
  const { id } = engine.catalogue.prepare(sql).get(uuidToBlob(contentId)) as { id: Buffer }
  return { contentId, contentArtifactId: blobToUuid(id) }
}
