/** Warum eine Einheit hier ist und warum ihr geglaubt wird. */
import type { origin as english } from '../../en/ui/origin.ts'
import type { Translation } from '../../language.ts'

export const origin: Translation<typeof english> = {
  'ui.origin.why': 'Warum es hier ist',
  'ui.origin.chosen': 'Was gewählt wurde',
  'ui.origin.this': 'dieses Element',
  'ui.origin.needed_by':
    '{count, plural, one {# Element braucht es unmittelbar} other {# Elemente brauchen es unmittelbar}}',
  'ui.origin.more': '… und {count, number} weitere',
  'ui.origin.trust': 'Warum ihm vertraut wird',
  'ui.origin.trust.check': 'Jetzt prüfen',
  'ui.origin.trust.large': 'Die Prüfung liest alles: {size}.',
  'ui.origin.trust.guest': 'Die Prüfung liest ganze Dateien; Gäste können sie nicht starten.',
  'ui.origin.checking': 'Wird geprüft',
  'ui.origin.again': 'Erneut prüfen',
  'ui.origin.state.verified': 'Eben geprüft',
  'ui.origin.state.recorded': 'Beim Holen geprüft',
  'ui.origin.state.unchecked': 'Nicht geprüft',
  'ui.origin.state.failed': 'Gilt nicht',
  'ui.origin.find': 'Warum wird einer Datei vertraut?',
  'ui.origin.find.about': 'Nach dem Namen suchen. Die Einzelheiten zeigen jedes Glied der Kette, neu geprüft.',
  'ui.origin.find.label': 'Name eines Pakets oder einer Datei',
  'ui.origin.find.none': 'Nichts hier heißt so.',
  'ui.origin.find.in': 'im Spiegel {mirror}',
}
