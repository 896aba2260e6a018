/** Die Quelle eines Spiegels: was dort liegt, ihre Schlüssel, andere Orte. */
import type { source as english } from '../../en/ui/source.ts'
import type { Translation } from '../../language.ts'

export const source: Translation<typeof english> = {
  'ui.probe.title': 'Die Adresse jetzt',
  'ui.probe.about': 'Fragt, was dort liegt, so wie ein Abgleich fragt. Nichts wird geholt oder geändert.',
  'ui.probe.ask': 'Jetzt fragen',
  'ui.probe.asking': 'Wird gefragt',
  'ui.probe.answered': 'Antwort nach {time}.',
  'ui.probe.found': 'Dort liegt:',
  'ui.probe.nothing': 'Sie antwortet, aber nichts davon lässt sich spiegeln.',
  'ui.keys.title': 'Schlüssel',
  'ui.keys.none': 'Kein Schlüssel ist hinterlegt: wer unter der Adresse antwortet, dem wird geglaubt.',
  'ui.keys.more': 'Alle Schlüssel stehen auf der Seite Vertrauen.',
  'ui.alternates.title': 'Andere Orte mit denselben Dateien',
  'ui.alternates.about':
    'Jeder Spiegel dieser Art fragt sie vor der Quelle nach Dateien mit derselben Prüfsumme: ein Datenträger oder ein Spiegel in der Nähe.',
  'ui.alternates.none': 'Es gibt keinen.',
  'ui.alternates.add': 'Ort hinzufügen',
  'ui.alternates.read': '{name} neu lesen',
  'ui.alternates.delete': '{name} entfernen',
  'ui.alternates.name': 'Name des Ortes',
  'ui.alternates.url': 'Adresse',
  'ui.alternates.url.help':
    'Ein Verzeichnis derselben Art wie das der Quelle, oder ein Ordner dieses Rechners als file:///pfad/.',
  'ui.alternates.paths': 'Pfade',
  'ui.alternates.paths.help': 'Unterhalb der Adresse, einer je Zeile. Leer heißt: die Adresse selbst.',
  'ui.alternates.change': '{name} ändern',
  'ui.alternates.never': 'noch nicht gelesen',
  'ui.alternates.readt': 'gelesen',
  'ui.alternates.reading': '{name} wird gelesen.',
  'ui.alternates.removed': '{name} wurde entfernt.',
}
