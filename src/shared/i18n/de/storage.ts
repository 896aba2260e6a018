/** Texts of storage, clean-up and the trash. */
import type { storage as english } from '../en/storage.ts'
import type { Translation } from '../language.ts'

export const storage: Translation<typeof english> = {
  'error.trash.gone': 'Das liegt nicht mehr im Papierkorb.',
  'error.trash.gone.advice': 'Den Papierkorb neu ansehen.',
  'error.trash.name_taken': 'Etwas anderes ({kind}) heißt inzwischen »{name}«.',
  'error.trash.name_taken.advice': 'Das andere umbenennen oder löschen, dann dieses zurückholen.',
  'error.trash.guard_gone':
    'Den Content Guard der Distribution »{name}« gibt es nicht mehr; ohne ihn könnten alle herunterladen.',
  'error.trash.guard_gone.advice': 'Dies endgültig löschen oder ein Backup einspielen, das den Guard enthält.',
  'error.cli.not_in_trash': 'Im Papierkorb liegt kein Spiegel »{name}«.',
  'error.cli.not_in_trash.advice': 'Was dort liegt, zeigt: stillwater api trash_list',
  'error.request.nothing_to_do': 'Mindestens eines zum Aufräumen auswählen.',
}
