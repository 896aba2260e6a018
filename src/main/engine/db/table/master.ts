/** Master tables: the columns every kind of object has, whatever its plugin. Names follow Pulp 3's models. */
import { sqliteTable } from 'drizzle-orm/sqlite-core'
import { uuidv7 } from '#shared/id'
import { flag, integer, json, text, timestamp, uuid } from '../column.ts'

export type Labels = Record<string, string | null>

const identity = () => ({
  pulp_id: uuid().primaryKey().$defaultFn(uuidv7),
  pulp_created: timestamp().notNull().$defaultFn(Date.now),
  pulp_last_updated: timestamp().notNull().$defaultFn(Date.now),
  pulp_type: text().notNull().default(''),
})

const labels = () => json<Labels>().notNull().default({})

export const repositoryTable = sqliteTable('core_repository', {
  ...identity(),
  name: text().notNull().unique(),
  description: text(),
  pulp_labels: labels(),
  next_version: integer().notNull().default(0),
  retain_repo_versions: integer(),
  /** How many publications stay checkpoints; null for all. */
  retain_checkpoints: integer(),
  user_hidden: flag().notNull().default(false),
  remote_id: uuid(),
  /** Whether syncs set bad files aside instead of failing; null: when they declare more than a hundred units. */
  quarantine: flag().default(false),
})

export const remoteTable = sqliteTable('core_remote', {
  ...identity(),
  name: text().notNull().unique(),
  pulp_labels: labels(),
  url: text().notNull(),
  /** Other addresses of the same upstream. */
  mirrors: json<string[]>().notNull().default([]),
  ca_cert: text(),
  client_cert: text(),
  client_key: text(),
  tls_validation: flag().notNull().default(true),
  username: text(),
  password: text(),
  proxy_url: text(),
  proxy_username: text(),
  proxy_password: text(),
  download_concurrency: integer(),
  max_retries: integer(),
  policy: text().$type<RemotePolicy>().notNull().default('immediate'),
  total_timeout: integer(),
  connect_timeout: integer(),
  sock_connect_timeout: integer(),
  sock_read_timeout: integer(),
  headers: json<Record<string, string>[]>(),
  rate_limit: integer(),
  /** Globs of what is taken from it; none means everything. */
  include: json<string[]>().notNull().default([]),
  /** Globs of what is not. */
  exclude: json<string[]>().notNull().default([]),
  /** Not shown: its mirror lies in the trash. */
  user_hidden: flag().notNull().default(false),
})

/** Columns that hold encrypted text; they go in and never come out, except to a downloader. */
export const REMOTE_SECRETS = ['client_key', 'username', 'password', 'proxy_username', 'proxy_password'] as const

/** When files are fetched: with the sync, on first use, or on each use without keeping them. */
export type RemotePolicy = 'immediate' | 'on_demand' | 'streamed'

export const contentTable = sqliteTable('core_content', {
  ...identity(),
  pulp_labels: labels(),
  upstream_id: uuid(),
  timestamp_of_interest: timestamp().notNull().$defaultFn(Date.now),
})

export const publicationTable = sqliteTable('core_publication', {
  ...identity(),
  repository_version_id: uuid().notNull(),
  complete: flag().notNull().default(false),
  pass_through: flag().notNull().default(false),
  checkpoint: flag().notNull().default(false),
  /** The task that makes it, so that its remains can be cleared when it dies. */
  task_id: uuid(),
})

export const distributionTable = sqliteTable('core_distribution', {
  ...identity(),
  name: text().notNull().unique(),
  pulp_labels: labels(),
  base_path: text().notNull().unique(),
  content_guard_id: uuid(),
  publication_id: uuid(),
  repository_id: uuid(),
  repository_version_id: uuid(),
  remote_id: uuid(),
  hidden: flag().notNull().default(false),
  /** Whether it serves the repository's checkpoints, each under the time it was made. */
  checkpoint: flag().notNull().default(false),
})

export const contentGuardTable = sqliteTable('core_contentguard', {
  ...identity(),
  name: text().notNull().unique(),
  description: text(),
})

export const alternateContentSourceTable = sqliteTable('core_alternatecontentsource', {
  ...identity(),
  name: text().notNull().unique(),
  remote_id: uuid(),
  last_refreshed: timestamp(),
})

export const exporterTable = sqliteTable('core_exporter', { ...identity(), name: text().notNull().unique() })

export const importerTable = sqliteTable('core_importer', { ...identity(), name: text().notNull().unique() })
