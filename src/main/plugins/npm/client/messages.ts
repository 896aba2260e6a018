/** Texts about clients of the plugin npm. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'plugin.npm.client.npm': 'npm and pnpm',
    'plugin.npm.client.yarn': 'Yarn 1',
    'plugin.npm.client.absent':
      'Add it to the lockfile or the packages of the mirror, or let the distribution ask the registry for what is not here; then sync.',
    'plugin.npm.client.git':
      'It comes from a git repository, which a registry cannot hold. Depend on a published version of it.',
    'error.npm.nothing_to_install': 'The mirror {name} holds no package yet.',
    'error.npm.nothing_to_install.advice': 'Sync it first.',
    'error.npm.invalid_spec': '"{spec}" is nothing that a registry has.',
    'error.npm.invalid_spec.advice': 'Name packages such as left-pad or left-pad@^1.',
  },
  {
    'plugin.npm.client.npm': 'npm und pnpm',
    'plugin.npm.client.yarn': 'Yarn 1',
    'plugin.npm.client.absent':
      'Es der Lockdatei oder den Paketen des Spiegels hinzufügen, oder die Distribution die Registry fragen lassen; dann synchronisieren.',
    'plugin.npm.client.git':
      'Es kommt aus einem Git-Repository, das keine Registry enthalten kann. Eine veröffentlichte Version davon verwenden.',
    'error.npm.nothing_to_install': 'Der Mirror {name} enthält noch kein Paket.',
    'error.npm.nothing_to_install.advice': 'Erst synchronisieren.',
    'error.npm.invalid_spec': '"{spec}" ist nichts, was eine Registry hat.',
    'error.npm.invalid_spec.advice': 'Pakete wie left-pad oder left-pad@^1 nennen.',
  },
)
