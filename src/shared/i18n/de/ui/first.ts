/** Die ersten Schritte. */
import type { first as english } from '../../en/ui/first.ts'
import type { Translation } from '../../language.ts'

export const first: Translation<typeof english> = {
  'ui.first.title': 'Erste Schritte',
  'ui.first.count': '{count} von {all} getan',
  'ui.first.all': 'Alles getan. Clients installieren von hier.',
  'ui.first.dismiss': 'Die ersten Schritte ausblenden',
  'ui.first.done': 'getan',
  'ui.first.open': 'zu tun',
  'ui.first.folder': 'Datenordner',
  'ui.first.folder.go': 'Einstellungen zum Speicher',
  'ui.first.mirror': 'Erster Spiegel',
  'ui.first.mirror.about': 'Wählen, was gespiegelt wird. Getan ist es mit dem Ende des ersten Abgleichs.',
  'ui.first.mirror.go': 'Einen Anfang wählen',
  'ui.first.serve': 'Ausliefern',
  'ui.first.serve.about': 'Ein Spiegel hat eine Adresse auf diesem Rechner. Andere bekommen ihn, wenn er geteilt wird.',
  'ui.first.serve.go': 'Adresse und Teilen',
  'ui.first.client': 'Einen Client verbinden',
  'ui.first.client.about':
    'Einen Client dieses Rechners einrichten oder den Text kopieren. Getan ist es mit der ersten Anfrage.',
  'ui.first.client.go': 'Client einrichten',
  'ui.command.first': 'Erste Schritte',
}
