/** Tables of uploads in chunks. Names follow Pulp 3's models. */
import { primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core'
import { integer, text, timestamp, uuid } from '../column.ts'

export const uploadTable = sqliteTable('core_upload', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  pulp_last_updated: timestamp().notNull(),
  /** Bytes of the whole file. */
  size: integer().notNull(),
})
export type UploadRow = typeof uploadTable.$inferSelect

export const uploadChunkTable = sqliteTable(
  'core_uploadchunk',
  {
    upload_id: uuid().notNull(),
    /** Bytes before the chunk. */
    offset: integer().notNull(),
    size: integer().notNull(),
    /** Name in the upload's folder. */
    file: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.upload_id, table.offset] })],
)
export type UploadChunkRow = typeof uploadChunkTable.$inferSelect
