/** Der Rahmen jeder Seite: Orte, Statusleiste, Ansagen. */
import type { frame as english } from '../../en/ui/frame.ts'
import type { Translation } from '../../language.ts'

export const frame: Translation<typeof english> = {
  'ui.window': '{page} · Stillwater',
  'ui.skip': 'Zum Inhalt springen',
  'ui.nav': 'Orte',
  'ui.nav.library': 'Bibliothek',
  'ui.nav.search': 'Suche',
  'ui.nav.activity': 'Aktivität',
  'ui.nav.settings': 'Einstellungen',
  'ui.nav.shortcut': 'Alt+Umschalt+{key}',
  'ui.not_found.title': 'Nicht gefunden',
  'ui.not_found.text': 'Unter dieser Adresse gibt es nichts.',
  'ui.status.running': '{count, plural, =0 {Keine Aufgabe läuft} one {# Aufgabe läuft} other {# Aufgaben laufen}}',
  'ui.status.lost': 'Verbindung verloren. Neuer Versuch läuft.',
  'ui.announce.completed': '{title}: abgeschlossen',
  'ui.announce.failed': '{title}: fehlgeschlagen',
  'ui.announce.canceled': '{title}: abgebrochen',
}
