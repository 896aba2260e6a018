/** The core's settings. Names follow Pulp's where they mean the same; plugins add their own through their declaration. */
import { isAbsolute } from 'node:path'
import * as z from 'zod'
import { DIGEST_NAMES } from '#shared/digest'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:30')

/** A part of the day; one that ends before it begins reaches into the next day. */
export const QuietHours = z.strictObject({
  from: timeOfDay,
  to: timeOfDay,
  /** Days it begins on, Sunday is 0; none means every day. */
  days: z.array(z.number().int().min(0).max(6)).max(7).default([]),
  /** What all downloads together may bring meanwhile; 0 for nothing at all. */
  max_bytes_per_second: z.number().int().min(0).default(0),
})
export type QuietHours = z.infer<typeof QuietHours>

export const CoreSettings = z.object({
  /** Checksums that may be computed, accepted and passed on; sha256 names files and is always needed. */
  ALLOWED_CONTENT_CHECKSUMS: z
    .array(z.enum(DIGEST_NAMES))
    .refine((names) => names.includes('sha256'), 'must include sha256')
    .default(['sha224', 'sha256', 'sha384', 'sha512']),
  /** Folders below which file:// remotes may read. */
  ALLOWED_IMPORT_PATHS: z.array(z.string()).default([]),
  /** Path under which the content server publishes distributions. */
  CONTENT_PATH_PREFIX: z
    .string()
    .regex(/^\/(.*\/)?$/, 'must start and end with a slash')
    .default('/pulp/content/'),
  /** Where clients reach the content, such as `https://mirror.example.org`, when something in front of us serves it; null for our own address. */
  CONTENT_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .refine((text) => ['', '/'].includes(new URL(text).pathname), 'must have no path')
    .nullable()
    .default(null),
  /** A folder that stands for this machine when clients are set up; null for the machine itself. */
  CLIENT_ROOT: z
    .string()
    .refine((path) => isAbsolute(path), 'must be a full path')
    .nullable()
    .default(null),
  /** Minutes that a check or an airplane test may take. */
  CLIENT_RUN_MINUTES: z.number().positive().max(1440).default(60),
  /** Names besides our own addresses under which requests are answered. */
  ALLOWED_HOSTS: z.array(z.string().regex(/^[A-Za-z0-9.:[\]-]+$/, 'must be a name without a port')).default([]),
  /** Seconds that answers under way get when the content server ends. */
  CONTENT_GRACE_INTERVAL: z.number().min(0).default(3),
  /** Connections that one other machine may have open; 0 for any number. */
  CONTENT_MAX_CONNECTIONS_PER_ADDRESS: z.number().int().min(0).default(1024),
  /** Requests that one other machine may make a second; 0 for any number. */
  CONTENT_MAX_REQUESTS_PER_SECOND_PER_ADDRESS: z.number().int().min(0).default(0),
  /** Whether answers tell (X-PULP-CACHE) if they were remembered since the last change of the catalogue. */
  CONTENT_CACHE_HEADER: z.boolean().default(true),
  /** Whether each request to the content server is a line in log/access.log. */
  ACCESS_LOG: z.boolean().default(true),
  /** Megabytes of one file of the access log, and how many of them are kept. */
  ACCESS_LOG_MAX_MB: z.number().positive().default(16),
  ACCESS_LOG_FILES: z.number().int().min(1).max(100).default(5),
  /** Whether metrics are given without authentication. */
  METRICS_OPEN: z.boolean().default(false),
  /** Units whose files are fetched at once by one sync. */
  MAX_CONCURRENT_CONTENT: z.number().int().min(1).max(10_000).default(200),
  /** Megabytes fetched by one sync but not yet recorded. */
  SYNC_MAX_IN_FLIGHT_MB: z.number().int().min(1).default(512),
  /** Percent of a sync's units that may be set aside; when more fail, the sync does. */
  SYNC_QUARANTINE_MAX_PERCENT: z.number().min(0).max(100).default(10),
  /** Seconds for which a source that failed on first use is not tried again. */
  REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN: z.number().int().min(0).default(300),
  /** Seconds for which files of a publication stay reachable after another took its place; 0 for none. */
  DISTRIBUTED_PUBLICATION_RETENTION_PERIOD: z.number().int().min(0).default(259_200),
  /** Megabytes of the data folder's disk that syncs leave free; 0 leaves nothing. */
  MIN_FREE_SPACE_MB: z.number().int().min(0).default(512),
  /** Bytes per second that all downloads together may bring; 0 for no limit. */
  DOWNLOAD_MAX_BYTES_PER_SECOND: z.number().int().min(0).default(0),
  /** Times of the day at which downloads are slower or rest, in the time zone of the machine. */
  QUIET_HOURS: z.array(QuietHours).max(50).default([]),
  /** Whether downloads rest while the connection is one that costs by the byte, as far as the host knows. */
  PAUSE_WHEN_METERED: z.boolean().default(true),
  /** Whether downloads rest while the machine runs on its battery, as far as the host knows. */
  PAUSE_ON_BATTERY: z.boolean().default(false),
  /** An upstream that sends fewer bytes per second than this is given up on; 0 waits for any. */
  DOWNLOAD_MIN_BYTES_PER_SECOND: z.number().int().min(0).default(1024),
  /** Seconds over which that is measured: as long may an upstream be silent. */
  DOWNLOAD_MIN_RATE_WINDOW: z.number().min(0.1).default(30),
  /** Megabytes of interrupted downloads that are kept to be continued; 0 keeps none. */
  DOWNLOAD_PARTIAL_MAX_MB: z.number().int().min(0).default(10_240),
  /** Megabytes the stored files may take; 0 for no limit but the disk. */
  STORAGE_BUDGET_MB: z.number().int().min(0).default(0),
  /** Minutes for which deleted mirrors can be brought back; 0 deletes them at once. */
  TRASH_PROTECTION_TIME: z.number().int().min(0).default(10_080),
  /** Whether whoever reaches the API may look around without signing in as the administrator: nothing secret, nothing changed. */
  GUESTS_MAY_LOOK: z.boolean().default(false),
  /** Minutes for which tasks that have ended are kept; 0 keeps them for ever. */
  TASK_PROTECTION_TIME: z.number().int().min(0).default(43_200),
  /** Minutes for which temporary files that nothing uses are kept while the program runs; 0 keeps them until the next start. */
  TMPFILE_PROTECTION_TIME: z.number().int().min(0).default(1440),
  /** Ends of tasks that are worth a notice: of all, or only of those a schedule began. */
  NOTIFICATIONS: z
    .array(z.enum(['failed', 'completed', 'scheduled_failed', 'scheduled_completed']))
    .default(['failed']),
  /** Minutes for which fresh, unused content is safe from clean-up. */
  ORPHAN_PROTECTION_TIME: z.number().int().min(0).default(1440),
  /** Minutes after the last chunk for which an upload is kept that nobody went on with; 0 keeps it for ever. */
  UPLOAD_PROTECTION_TIME: z.number().int().min(0).default(10_080),
  /** Seconds a running task gets to stop when the program ends. */
  TASK_GRACE_INTERVAL: z.number().min(0).default(5),
  /** Tasks that run at the same time. */
  WORKERS: z.number().int().min(1).max(32).default(2),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})
export type CoreSettings = z.infer<typeof CoreSettings>
export type SettingName = keyof CoreSettings
