/** Schlüssel, und was geglaubt wird. */
import type { trust as english } from '../../en/ui/trust.ts'
import type { Translation } from '../../language.ts'

export const trust: Translation<typeof english> = {
  'ui.nav.trust': 'Vertrauen',
  'ui.trust.title': 'Vertrauen',
  'ui.trust.about':
    'Schlüssel werden dem Remote jedes Spiegels gegeben. Ein Spiegel ohne Schlüssel vergleicht, was er holt, nur mit Prüfsummen.',
}
