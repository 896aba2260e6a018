/** What people need to know of each of the core's settings besides its schema. */
import type { SettingName } from './setting.ts'

export const SETTING_GROUPS = ['storage', 'downloads', 'sharing', 'sync', 'safety', 'notifications', 'program'] as const
export type SettingGroup = (typeof SETTING_GROUPS)[number]

export interface SettingFacts {
  group: SettingGroup
  /** Whether a change counts at once, or from the next task on, without a restart. */
  live: boolean
}

const live = (group: SettingGroup): SettingFacts => ({ group, live: true })
const restart = (group: SettingGroup): SettingFacts => ({ group, live: false })

export const SETTING_FACTS: Readonly<Record<SettingName, SettingFacts>> = {
  MIN_FREE_SPACE_MB: live('storage'),
  STORAGE_BUDGET_MB: live('storage'),
  TRASH_PROTECTION_TIME: live('storage'),
  ORPHAN_PROTECTION_TIME: live('storage'),
  UPLOAD_PROTECTION_TIME: live('storage'),
  TMPFILE_PROTECTION_TIME: live('storage'),
  TASK_PROTECTION_TIME: live('storage'),
  DOWNLOAD_PARTIAL_MAX_MB: live('storage'),
  DOWNLOAD_MAX_BYTES_PER_SECOND: live('downloads'),
  QUIET_HOURS: live('downloads'),
  PAUSE_WHEN_METERED: live('downloads'),
  PAUSE_ON_BATTERY: live('downloads'),
  DOWNLOAD_MIN_BYTES_PER_SECOND: live('downloads'),
  DOWNLOAD_MIN_RATE_WINDOW: live('downloads'),
  REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN: restart('downloads'),
  CONTENT_ORIGIN: restart('sharing'),
  ALLOWED_HOSTS: restart('sharing'),
  CONTENT_PATH_PREFIX: restart('sharing'),
  CONTENT_GRACE_INTERVAL: restart('sharing'),
  CONTENT_MAX_CONNECTIONS_PER_ADDRESS: restart('sharing'),
  CONTENT_MAX_REQUESTS_PER_SECOND_PER_ADDRESS: restart('sharing'),
  CONTENT_CACHE_HEADER: restart('sharing'),
  DISTRIBUTED_PUBLICATION_RETENTION_PERIOD: restart('sharing'),
  ACCESS_LOG: restart('sharing'),
  ACCESS_LOG_MAX_MB: restart('sharing'),
  ACCESS_LOG_FILES: restart('sharing'),
  MAX_CONCURRENT_CONTENT: live('sync'),
  SYNC_MAX_IN_FLIGHT_MB: live('sync'),
  SYNC_QUARANTINE_MAX_PERCENT: live('sync'),
  GUESTS_MAY_LOOK: live('safety'),
  METRICS_OPEN: restart('safety'),
  ALLOWED_CONTENT_CHECKSUMS: restart('safety'),
  ALLOWED_IMPORT_PATHS: restart('safety'),
  CLIENT_ROOT: restart('safety'),
  CLIENT_RUN_MINUTES: live('safety'),
  NOTIFICATIONS: live('notifications'),
  WORKERS: restart('program'),
  TASK_GRACE_INTERVAL: restart('program'),
  LOG_LEVEL: restart('program'),
}
