/** Texts about clients of the plugin file. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'plugin.file.client.absent': 'The list names it, but it is not there. Publish the repository again.',
    'error.file.nothing_to_take': 'The mirror {name} serves no file yet.',
    'error.file.nothing_to_take.advice': 'Sync it first.',
  },
  {
    'plugin.file.client.absent': 'Die Liste nennt es, aber es ist nicht da. Das Repository neu veröffentlichen.',
    'error.file.nothing_to_take': 'Der Mirror {name} liefert noch keine Datei.',
    'error.file.nothing_to_take.advice': 'Erst synchronisieren.',
  },
)
