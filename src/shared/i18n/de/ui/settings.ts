/** Einstellungen. */
import type { settings as english } from '../../en/ui/settings.ts'
import type { Translation } from '../../language.ts'

export const settings: Translation<typeof english> = {
  'ui.settings.title': 'Einstellungen',
  'ui.settings.appearance': 'Darstellung',
  'ui.settings.theme': 'Farben',
  'ui.settings.theme.system': 'System',
  'ui.settings.theme.system.about': 'Wie dieser Rechner.',
  'ui.settings.theme.light': 'Hell',
  'ui.settings.theme.light.about': 'Dunkle Schrift auf hellem Grund.',
  'ui.settings.theme.dark': 'Dunkel',
  'ui.settings.theme.dark.about': 'Helle Schrift auf dunklem Grund.',
  'ui.settings.theme.contrast': 'Hoher Kontrast',
  'ui.settings.theme.contrast.about': 'Schwarz und Weiß, kräftige Linien.',
  'ui.settings.about': 'Diese Installation',
  'ui.settings.version': 'Version',
  'ui.settings.host': 'Läuft als',
  'ui.settings.host.desktop': 'Desktop-Anwendung',
  'ui.settings.host.headless': 'Server',
  'ui.settings.data_dir': 'Datenordner',
  'ui.settings.content_url': 'Adresse der Inhalte',
  'ui.settings.api_url': 'Adresse der API',
  'ui.settings.ui_url': 'Adresse der Oberfläche',
  'ui.settings.workers': 'Arbeiter für Aufgaben',
  'ui.settings.account': 'Konto',
  'ui.settings.signed_in': 'Angemeldet als {name}',
  'ui.settings.sign_out': 'Abmelden',
  'ui.settings.language': 'Sprache',
  'ui.settings.language.system': 'Wie das System',
  'ui.settings.language.en': 'English',
  'ui.settings.language.de': 'Deutsch',
}
