/** Tables that tie content to files, versions and publications. Names follow Pulp 3's models. */
import { primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core'
import { uuidv7 } from '#shared/id'
import { digest, flag, integer, json, text, timestamp, uuid } from '../column.ts'

export const artifactTable = sqliteTable('core_artifact', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  size: integer().notNull(),
  sha256: digest().notNull().unique(),
  sha512: digest(),
  sha384: digest(),
  sha224: digest(),
  sha1: digest(),
  md5: digest(),
  timestamp_of_interest: timestamp().notNull(),
})

export const contentArtifactTable = sqliteTable('core_contentartifact', {
  pulp_id: uuid().primaryKey(),
  content_id: uuid().notNull(),
  /** Empty while the file is known but not here (on-demand). */
  artifact_id: uuid(),
  relative_path: text().notNull(),
})

export const remoteArtifactTable = sqliteTable('core_remoteartifact', {
  pulp_id: uuid().primaryKey(),
  content_artifact_id: uuid().notNull(),
  remote_id: uuid().notNull(),
  url: text().notNull(),
  size: integer(),
  sha256: digest(),
  sha512: digest(),
  sha384: digest(),
  sha224: digest(),
  sha1: digest(),
  md5: digest(),
  failed_at: timestamp(),
})

/** Membership as deltas: a unit is in version N when version_added ≤ N and (version_removed is empty or > N). */
export const repositoryContentTable = sqliteTable(
  'core_repositorycontent',
  {
    repository_id: uuid().notNull(),
    content_id: uuid().notNull(),
    version_added: integer().notNull(),
    version_removed: integer(),
  },
  (table) => [primaryKey({ columns: [table.repository_id, table.content_id, table.version_added] })],
)

/** Counts per content type. */
export type ContentCounts = Record<string, number>

/** What a version changed and holds, counted once when it is completed. */
export interface ContentSummary {
  added: ContentCounts
  removed: ContentCounts
  present: ContentCounts
}

export const repositoryVersionTable = sqliteTable('core_repositoryversion', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  pulp_last_updated: timestamp().notNull(),
  repository_id: uuid().notNull(),
  number: integer().notNull(),
  complete: flag().notNull(),
  base_version_id: uuid(),
  /** Facts a plugin keeps to know whether upstream changed. */
  info: json<Record<string, unknown>>().notNull(),
  content_summary: json<ContentSummary>().notNull(),
  /** The task that builds the version, so that its remains can be cleared when it dies. */
  task_id: uuid(),
  /** SHA-256 over what the version holds. */
  integrity_root: digest(),
  integrity_scheme: integer().notNull(),
  /** Whether a user keeps it: retention and deletion leave it alone. */
  pinned: flag().notNull().default(false),
})

export const publishedArtifactTable = sqliteTable(
  'core_publishedartifact',
  {
    publication_id: uuid().notNull(),
    relative_path: text().notNull(),
    content_artifact_id: uuid().notNull(),
    /** Whether that is another path than the file's own. */
    renamed: flag().notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.publication_id, table.relative_path] })],
)

/** Detail of content: an index file made for (or kept with) one publication. */
export const publishedMetadataTable = sqliteTable('core_publishedmetadata', {
  pulp_id: uuid().primaryKey().$defaultFn(uuidv7),
  publication_id: uuid().notNull(),
  relative_path: text().notNull(),
})

export const temporaryFileTable = sqliteTable('core_temporaryfile', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  /** Path below the data folder's tmp/. */
  file: text().notNull(),
  size: integer().notNull(),
  digests: json<Record<string, string>>().notNull(),
})
