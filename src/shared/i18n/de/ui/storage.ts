/** Was Platz braucht. */
import type { storage as english } from '../../en/ui/storage.ts'
import type { Translation } from '../../language.ts'

export const storage: Translation<typeof english> = {
  'ui.nav.storage': 'Speicher',
  'ui.storage.title': 'Speicher',
  'ui.storage.about': 'Was die gespeicherten Dateien jedes Spiegels belegen.',
}
