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
  'desktop.update.menu': 'Aus einer Datei aktualisieren...',
  'desktop.update.choose': 'Ein Paket von Stillwater wählen',
  'desktop.update.question': 'Stillwater {current} auf {version} aktualisieren?',
  'desktop.update.signed': '{name} ist unversehrt, und die Ausgabe ist von {signer} signiert.',
  'desktop.update.unsigned':
    '{name} ist unversehrt: Es ist, was {feed} beschreibt. Dieses Programm kennt keinen Schlüssel seiner Hersteller, darum zeigt nichts, von wem beide stammen. Nur installieren, wenn die Herkunft vertrauenswürdig ist.',
  'desktop.update.install': 'Installieren',
  'desktop.update.cancel': 'Abbrechen',
  'desktop.update.refused': 'Diese Aktualisierung kann nicht installiert werden',
  'desktop.update.by_hand':
    'Das System hat kein Programm dafür. Das geprüfte Paket ist {path}: Von dort lässt es sich installieren.',
  'error.desktop.update_wrong_system': '{name} ist kein Paket für dieses System.',
  'error.desktop.update_not_described': 'Nichts neben {name} beschreibt es.',
  'error.desktop.update_not_described.advice':
    'Die Beschreibung derselben Ausgabe (latest.yml, latest-mac.yml oder latest-linux.yml) in denselben Ordner legen.',
  'error.desktop.update_not_newer': 'Es ist Version {version}; dies ist {current}.',
  'error.desktop.update_not_newer.advice': 'Eine ältere Version kann vielleicht nicht lesen, was eine neuere schrieb.',
  'error.desktop.update_unsigned': '{feed} ist nicht von den Herstellern von Stillwater signiert.',
  'error.desktop.update_unsigned.advice':
    'Die Ausgabe mit ihrer Signatur ({feed}.asc) von dort holen, wo sie veröffentlicht ist.',
  'error.desktop.update_damaged': '{name} ist nicht, was {feed} beschreibt.',
  'error.desktop.update_damaged.advice': 'Beide erneut holen. Unterscheiden sie sich wieder, nicht verwenden.',
  'error.desktop.engine_gone': 'Der Dienst von Stillwater ist unerwartet beendet worden: {reason}',
  'error.desktop.engine_gone.advice':
    'Gespeichertes ist sicher. Stillwater neu starten; das Protokoll im Datenordner sagt mehr.',
  'error.desktop.option_invalid': '{option} muss eine ganze Zahl von {least} bis {most} sein, nicht {value}',
  'error.desktop.sender_refused': 'Die Nachricht kam nicht von der Oberfläche und wurde abgelehnt.',
  'error.desktop.message_too_large': 'Die Nachricht ist größer als {limit} Zeichen.',
  'error.desktop.too_many_chunks': 'Zu viele Stücke von Dateien sind zugleich unterwegs.',
  'error.desktop.too_many_chunks.advice': 'Das nächste senden, wenn eines angekommen ist.',
  'error.desktop.file_too_large': '{name} ist größer als {limit} MiB.',
  'error.desktop.file_not_text': '{name} ist keine Textdatei in UTF-8.',
  'error.desktop.file_unreadable': '{name} kann nicht gelesen werden.',
  'error.desktop.file_unreadable.advice': 'Prüfen, ob es die Datei noch gibt und ob dieser Benutzer sie lesen darf.',
}
