/** What syncs remember of a repository. */
import { sqliteTable } from 'drizzle-orm/sqlite-core'
import type { ErrorBody } from '#shared/error'
import { flag, integer, json, text, timestamp, uuid } from '../column.ts'

/** What the last complete sync found. */
export const syncStateTable = sqliteTable('core_syncstate', {
  repository_id: uuid().primaryKey(),
  pulp_last_updated: timestamp().notNull(),
  /** Number of the newest version when it ended. */
  version: integer().notNull(),
  /** Digest of upstream's metadata, and every setting that a sync depends on. */
  facts: json<Record<string, unknown>>().notNull(),
  /** Files of that version that were not here. */
  missing: integer().notNull(),
  /** How often units of the catalogue had lost a file by then (`core_filesloss`). */
  losses: integer().notNull().default(-1),
})

/** Units that upstream lists and could not be had. */
export const quarantinedUnitTable = sqliteTable('core_quarantinedunit', {
  pulp_id: uuid().primaryKey(),
  repository_id: uuid().notNull(),
  remote_id: uuid().notNull(),
  pulp_type: text().notNull(),
  /** Path of the unit's first file. */
  relative_path: text().notNull(),
  url: text(),
  error: json<ErrorBody>().notNull(),
  /** Whether the newest version still holds the unit, or an older one in its place. */
  kept: flag().notNull(),
  /** Syncs that tried. */
  attempts: integer().notNull(),
  first_tried: timestamp().notNull(),
  last_tried: timestamp().notNull(),
})
export type QuarantinedUnitRow = typeof quarantinedUnitTable.$inferSelect
