/** Texts about clients of the plugin deb. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'plugin.deb.client.apt': 'apt',
    'plugin.deb.client.one_line': 'apt, one-line format',
    'plugin.deb.client.absent': 'Add it to the packages of the mirror, or mirror the archive that has it; then sync.',
    'plugin.deb.client.unmet':
      '{package} needs it. Mirror packages with what they need, or the archive that has it as well; then sync.',
    'plugin.deb.client.index_absent': 'Publish the mirror again.',
    'error.deb.no_client_key': 'Nothing of {name} is signed with a key that is known here, so apt would refuse it.',
    'error.deb.no_client_key.advice':
      'Publish it with a signature or, where upstream’s own is kept, give the remote the public key of upstream.',
    'error.deb.nothing_to_install': 'The mirror {name} serves no package for this architecture yet.',
    'error.deb.nothing_to_install.advice': 'Sync and publish it first.',
    'error.deb.name_packages': 'The mirror holds more than {most, number} packages, too many to try each of them.',
    'error.deb.name_packages.advice': 'Name the packages that are to be installed.',
    'error.deb.invalid_package': '"{package}" is no name of a package.',
    'error.deb.invalid_package.advice': 'Give names as apt-get install takes them.',
  },
  {
    'plugin.deb.client.apt': 'apt',
    'plugin.deb.client.one_line': 'apt, einzeiliges Format',
    'plugin.deb.client.absent':
      'Es den Paketen des Spiegels hinzufügen, oder das Archiv spiegeln, das es hat; dann synchronisieren.',
    'plugin.deb.client.unmet':
      '{package} braucht es. Pakete mit dem spiegeln, was sie brauchen, oder auch das Archiv, das es hat; dann synchronisieren.',
    'plugin.deb.client.index_absent': 'Den Spiegel neu veröffentlichen.',
    'error.deb.no_client_key':
      'Nichts von {name} ist mit einem hier bekannten Schlüssel signiert; apt würde es ablehnen.',
    'error.deb.no_client_key.advice':
      'Mit Signatur veröffentlichen; wo die des Upstreams erhalten bleibt, dem Remote dessen öffentlichen Schlüssel geben.',
    'error.deb.nothing_to_install': 'Der Spiegel {name} hat noch kein Paket für diese Architektur.',
    'error.deb.nothing_to_install.advice': 'Erst synchronisieren und veröffentlichen.',
    'error.deb.name_packages': 'Der Spiegel enthält mehr als {most, number} Pakete, zu viele, um jedes zu versuchen.',
    'error.deb.name_packages.advice': 'Die Pakete nennen, die installiert werden sollen.',
    'error.deb.invalid_package': '"{package}" ist kein Paketname.',
    'error.deb.invalid_package.advice': 'Namen angeben, wie apt-get install sie nimmt.',
  },
)
