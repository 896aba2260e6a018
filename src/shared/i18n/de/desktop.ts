/** Texts only the desktop host shows. */
import type { desktop as english } from '../en/desktop.ts'
import type { Translation } from '../language.ts'

export const desktop: Translation<typeof english> = {
  'desktop.menu.file': 'Datei',
  'desktop.menu.edit': 'Bearbeiten',
  'desktop.menu.view': 'Ansicht',
  'desktop.menu.window': 'Fenster',
  'desktop.menu.help': 'Hilfe',
  'desktop.tray.idle': 'Nichts läuft',
  'desktop.tray.running': '{count, plural, one {# Aufgabe läuft} other {# Aufgaben laufen}}',
  'desktop.tray.paused': 'Downloads ruhen',
  'desktop.tray.open': 'Stillwater öffnen',
  'desktop.tray.pause': 'Downloads anhalten',
  'desktop.tray.resume': 'Downloads fortsetzen',
  'desktop.tray.login': 'Beim Anmelden starten',
  'desktop.tray.keep': 'Weiterlaufen, wenn das Fenster geschlossen ist',
  'desktop.tray.quit': 'Beenden',
  'desktop.start_failed': 'Stillwater kann nicht starten',
  'error.desktop.engine_gone': 'Der Dienst von Stillwater ist unerwartet beendet worden: {reason}',
  'error.desktop.engine_gone.advice':
    'Gespeichertes ist sicher. Stillwater neu starten; das Protokoll im Datenordner sagt mehr.',
  'error.desktop.option_invalid': '{option} muss eine ganze Zahl von {least} bis {most} sein, nicht {value}',
  'error.desktop.sender_refused': 'Die Nachricht kam nicht von der Oberfläche und wurde abgelehnt.',
  'error.desktop.message_too_large': 'Die Nachricht ist größer als {limit} Zeichen.',
  'error.desktop.file_too_large': '{name} ist größer als {limit} MiB.',
  'error.desktop.file_not_text': '{name} ist keine Textdatei in UTF-8.',
  'error.desktop.file_unreadable': '{name} kann nicht gelesen werden.',
  'error.desktop.file_unreadable.advice': 'Prüfen, ob es die Datei noch gibt und ob dieser Benutzer sie lesen darf.',
}
