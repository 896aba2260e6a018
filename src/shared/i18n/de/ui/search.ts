/** Search in all mirrors. */
import type { search as english } from '../../en/ui/search.ts'
import type { Translation } from '../../language.ts'

export const search: Translation<typeof english> = {
  'ui.search.title': 'Suche',
  'ui.search.field': 'Teil eines Namens oder Pfades',
  'ui.search.empty': 'Findet ein Paket oder eine Datei in allen Spiegeln, auch in älteren Versionen.',
  'ui.search.none': 'Kein Spiegel hat oder hatte etwas namens {q}.',
  'ui.search.found': '{count, plural, =0 {Nichts gefunden} one {# Treffer} other {# Treffer}}',
  'ui.search.found_more': 'Mehr als {count, number} Treffer; mehr vom Namen angeben.',
  'ui.search.more': 'Mehr zeigen',
  'ui.search.versions': '{count, plural, one {Version} other {Versionen}} {versions}',
  'ui.search.versions_gone': '{count, plural, one {Version} other {Versionen}} {versions}, nicht in der neuesten',
}
