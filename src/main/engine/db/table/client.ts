/** What is known of the clients of this machine. */
import { sqliteTable } from 'drizzle-orm/sqlite-core'
import type { ClientReport } from '#shared/api/client'
import { flag, json, text, timestamp, uuid } from '../column.ts'

/** A file as it was and as it was made; the bytes of both lie in the data folder, by their place in the list. */
export interface ChangedFile {
  /** On this machine, with the root it lies in. */
  path: string
  /** SHA-256 of what was there; null when there was no file. */
  before: string | null
  /** SHA-256 of what was put there. */
  after: string
  mode: number
  /** Null where the system has no owners, or the file is new. */
  owner: { uid: number; gid: number } | null
}

/** Configuration that was changed for a distribution. */
export const clientSetupTable = sqliteTable('core_clientsetup', {
  pulp_id: uuid().primaryKey(),
  pulp_created: timestamp().notNull(),
  /** Null when the distribution is gone. */
  distribution_id: uuid(),
  /** Of the distribution, when it was applied. */
  name: text().notNull(),
  client: text().notNull(),
  /** Whether other sources were turned off. */
  only: flag().notNull(),
  /** Whether it is being taken back by commands that the user runs. */
  undoing: flag().notNull(),
  files: json<ChangedFile[]>().notNull(),
  /** Folders that were made for it, the outermost first. */
  folders: json<string[]>().notNull(),
})
export type ClientSetupRow = typeof clientSetupTable.$inferSelect

/** The last check and the last airplane test of a distribution with a client. */
export const clientReportTable = sqliteTable('core_clientreport', {
  distribution_id: uuid().notNull(),
  client: text().notNull(),
  kind: text().$type<ClientReport['kind']>().notNull(),
  pulp_created: timestamp().notNull(),
  report: json<ClientReport>().notNull(),
})
