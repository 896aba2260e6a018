/** Notices about tasks that have ended. */
import type { notification as english } from '../en/notification.ts'
import type { Translation } from '../language.ts'

export const notification: Translation<typeof english> = {
  'notification.failed':
    '{kind, select, sync {Abgleich von {mirror} fehlgeschlagen} verify {Gespeicherte Dateien konnten nicht geprüft werden} backup {Sicherung fehlgeschlagen} other {{name} fehlgeschlagen}}',
  'notification.completed':
    '{kind, select, sync {{mirror} ist aktuell} verify {Gespeicherte Dateien sind geprüft} backup {Die Sicherung ist vollständig} other {{name} ist fertig}}',
  'notification.many_failed': '{count, plural, one {# Aufgabe fehlgeschlagen} other {# Aufgaben fehlgeschlagen}}',
  'notification.many_completed': '{count, plural, one {# Aufgabe ist fertig} other {# Aufgaben sind fertig}}',
  'notification.group_failed':
    '{group}: {count, plural, one {# ihrer Aufgaben fehlgeschlagen} other {# ihrer Aufgaben fehlgeschlagen}}',
  'notification.group_completed': '{group} ist fertig',
}
