/** Why its files are believed, in words. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'trust.npm.lockfile': 'The lockfile of the project names the integrity {integrity}.',
    'trust.npm.registry': 'The registry {host} gave the integrity over a checked TLS connection.',
    'trust.npm.registry_unsafe': 'The registry {host} gave the integrity over a connection that nobody checks.',
    'trust.npm.uploaded': 'The package was uploaded here; no registry vouches for it.',
    'trust.npm.integrity': 'The tarball fits the integrity {integrity}.',
    'trust.npm.weak_integrity': 'The integrity {integrity} is of a broken kind.',
  },
  {
    'trust.npm.lockfile': 'Die Lockdatei des Projekts nennt die Integrität {integrity}.',
    'trust.npm.registry': 'Die Registry {host} gab die Integrität über eine geprüfte TLS-Verbindung.',
    'trust.npm.registry_unsafe': 'Die Registry {host} gab die Integrität über eine ungeprüfte Verbindung.',
    'trust.npm.uploaded': 'Das Paket wurde hier hochgeladen; keine Registry bürgt dafür.',
    'trust.npm.integrity': 'Das Archiv passt zur Integrität {integrity}.',
    'trust.npm.weak_integrity': 'Die Integrität {integrity} ist von gebrochener Art.',
  },
)
