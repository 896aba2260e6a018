import { Model } from '../db/model.ts'
import { Content } from '../db/masters.ts'
import { publishedMetadataTable } from '../db/table/content.ts'
import type { BaseRow } from '../db/model.ts'

/** An index file that belongs to one publication (Pulp: PublishedMetadata, a detail of content). */
export const PublishedMetadata = new Model<
  BaseRow & { publication_id: string; relative_path: string },
  { publication_id: string; relative_path: string }
>({
  kind: 'content',
  name: 'PublishedMetadata',
  type: 'core.publishedmetadata',
  tables: [...Content.tables, publishedMetadataTable],
  parent: Content,
  schema: Content.schema,
})
