import { uuidv7 } from '#shared/id'
import { StillwaterError } from '#shared/error'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import { touch } from '../db/touch.ts'
import type { Engine } from '../engine.ts'
import type { DeclarativeArtifact, DeclarativeContent } from './declarative.ts'
import { findSaved } from './natural-key.ts'
import { Stage } from './stage.ts'

interface RawContentArtifact {
  pulp_id: Buffer
  relative_path: string
  artifact_id: Buffer | null
}

/** Saves new units with their paths, and fills in files that known units lacked; one transaction per batch, made durable by the commit of the version. */
export class ContentSaver extends Stage {
  private readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }

  async run(): Promise<void> {
    for await (const batch of this.batches()) {
      this.engine.catalogue.step(() => batch.forEach((item) => this.save(item)))
      await this.putAll(batch)
    }
  }

  private save(item: DeclarativeContent): void {
    const { content } = item
    // It has passed here before, as in a pipeline that saves a second kind of unit for each of the first.
    if (content.pulp_id && item.dArtifacts.every((one) => one.contentArtifactId)) return
    // Looked up again inside the transaction: another sync may have saved the same unit since.
    if (!content.pulp_id) {
      content.pulp_id = findSaved(this.engine.catalogue, content)
      if (content.pulp_id) touch(this.engine.catalogue, 'core_content', [content.pulp_id])
    }
    if (content.pulp_id) this.completeKnown(content.pulp_id, item)
    else this.insert(item)
  }

  private insert(item: DeclarativeContent): void {
    const { content } = item
    const { pulp_id: id } = content.model.insertRow(this.engine.catalogue, content.values)
    content.pulp_id = id
    content.isNew = true
    for (const one of item.dArtifacts) this.insertPath(id, one)
  }

  private insertPath(contentId: string, one: DeclarativeArtifact): void {
    one.contentArtifactId = uuidv7()
    this.engine.catalogue
      .prepare('INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, ?, ?)')
      .run(
        uuidToBlob(one.contentArtifactId),
        uuidToBlob(contentId),
        one.artifact.id && uuidToBlob(one.artifact.id),
        one.relativePath,
      )
  }

  private completeKnown(contentId: string, item: DeclarativeContent): void {
    const { catalogue } = this.engine
    const rows = catalogue
      .prepare('SELECT pulp_id, relative_path, artifact_id FROM core_contentartifact WHERE content_id = ?')
      .all(uuidToBlob(contentId))
    const byPath = new Map((rows as RawContentArtifact[]).map((row) => [row.relative_path, row]))
    for (const one of item.dArtifacts) {
      const row = byPath.get(one.relativePath)
      if (!row)
        throw new StillwaterError('sync.unknown_path', { type: item.content.model.type, path: one.relativePath })
      one.contentArtifactId = blobToUuid(row.pulp_id)
      if (!row.artifact_id && one.artifact.id) {
        catalogue
          .prepare('UPDATE core_contentartifact SET artifact_id = ? WHERE pulp_id = ?')
          .run(uuidToBlob(one.artifact.id), row.pulp_id)
      }
    }
  }
}
