/** The library. */
import type { library as english } from '../../en/ui/library.ts'
import type { Translation } from '../../language.ts'

export const library: Translation<typeof english> = {
  'ui.library.title': 'Bibliothek',
  'ui.library.add': 'Spiegel anlegen',
  'ui.library.filter': 'Nach Namen filtern',
  'ui.library.sort': 'Reihenfolge',
  'ui.library.sort.name': 'Name',
  'ui.library.sort.newest': 'Neueste Version',
  'ui.library.sort.size': 'Größe',
  'ui.library.totals': '{count, plural, one {# Spiegel} other {# Spiegel}}, {stored} gespeichert',
  'ui.library.empty': 'Ein Spiegel bewahrt, was ein Projekt braucht, und liefert es aus, wenn das Netz es nicht tut.',
  'ui.library.no_match': 'Kein Spiegel hat »{filter}« im Namen.',
  'ui.library.clear': 'Alle Spiegel zeigen',
  'ui.library.not_served': 'Nicht ausgeliefert',
  'ui.library.next_sync': 'Nächster Abgleich {time}',
  'ui.library.problems': 'Nur Probleme',
  'ui.library.no_problem': 'Kein Spiegel hat ein Problem.',
}
