/** Einen Spiegel anlegen. */
import type { add as english } from '../../en/ui/add.ts'
import type { Translation } from '../../language.ts'

export const add: Translation<typeof english> = {
  'ui.add.title': 'Spiegel anlegen',
  'ui.add.lead': 'Wählen, womit begonnen wird.',
  'ui.add.back': 'Einen anderen Anfang wählen',
  'ui.add.unknown': 'Diesen Anfang gibt es nicht',
  'ui.add.name': 'Name',
  'ui.add.name.help':
    'Auch der letzte Teil der Adresse, die Clients benutzen. Bleibt er leer, wird er aus der Quelle gewählt.',
  'ui.add.create': 'Spiegel anlegen',
  'ui.preview.title': 'Vorschau',
  'ui.preview.loading': 'Wird nachgesehen',
  'ui.preview.waiting': 'Erscheint, sobald die nötigen Felder richtig ausgefüllt sind. Geschrieben wird dafür nichts.',
  'ui.preview.packages': 'Einträge',
  'ui.preview.bytes': 'herunterzuladen',
  'ui.preview.biggest': 'Größte',
  'ui.preview.first': 'Erste',
  'ui.mirror.include': 'Nur diese',
  'ui.mirror.include.help':
    'Muster wie *.rpm, docs/** oder @scope/*, über Pfade und Namen von Paketen. Leer nimmt alles.',
  'ui.mirror.exclude': 'Diese nicht',
  'ui.mirror.exclude.help': 'Muster für das, was wegbleibt, auch wo die obigen es nehmen.',
  'ui.add.advanced': 'Weitere Optionen',
}
