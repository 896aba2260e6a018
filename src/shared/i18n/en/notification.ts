/** Notices about tasks that have ended. */
export const notification = {
  'notification.failed':
    '{kind, select, sync {Sync of {mirror} failed} verify {Stored files could not be verified} backup {Backup failed} other {{name} failed}}',
  'notification.completed':
    '{kind, select, sync {{mirror} is up to date} verify {Stored files are verified} backup {Backup is complete} other {{name} is done}}',
  'notification.many_failed': '{count, plural, one {# task failed} other {# tasks failed}}',
  'notification.many_completed': '{count, plural, one {# task is done} other {# tasks are done}}',
  'notification.group_failed': '{group}: {count, plural, one {# of its tasks failed} other {# of its tasks failed}}',
  'notification.group_completed': '{group} is done',
} as const
