/** Texts of what the plugin finds. */
import { addMessages } from '#shared/i18n/format'

const english = {
  'plugin.npm.discovery.machine.registry': 'The registry of npm, as it is used',
  'plugin.npm.discovery.machine.scope': 'The registry of {scope}, as it is used',
  'plugin.npm.discovery.machine.default': '{url}, as nothing else is set',
  'plugin.npm.discovery.machine.detail': '{url}, from {file}',
  'plugin.npm.discovery.machine.credentials': 'Credentials of its address are not taken over. Give them to the remote.',
  'plugin.npm.discovery.machine.global':
    '{packages, plural, one {# package that is} other {# packages that are}} installed for everybody',
  'plugin.npm.discovery.project.lock': '{packages, plural, one {# npm package} other {# npm packages}}',
  'plugin.npm.discovery.project.unreadable': 'A lockfile that cannot be read',
  'plugin.npm.discovery.project.bill':
    '{packages, plural, one {# npm package} other {# npm packages}} with dependencies',
  'plugin.npm.discovery.probe.registry': 'An npm registry, as it is used',
  'plugin.npm.discovery.probe.packages': 'Packages of an npm registry, by name',
  'plugin.npm.discovery.probe.lockfile': 'What a project has locked, from an npm registry',
  'plugin.npm.discovery.recipe.project': 'What a project has locked',
  'plugin.npm.discovery.recipe.project.detail':
    'Exactly the packages of a package-lock.json, for npm ci without a network.',
  'plugin.npm.discovery.recipe.tools': 'npm packages by name',
  'plugin.npm.discovery.recipe.tools.detail': 'Tools or libraries with everything they need.',
  'plugin.npm.discovery.recipe.cache': 'A registry, as it is used',
  'plugin.npm.discovery.recipe.cache.detail': 'Keeps whatever clients ask for, so that it is here the next time.',
  'plugin.npm.discovery.recipe.global': 'What this computer has installed for everybody',
  'plugin.npm.discovery.recipe.global.detail': 'The packages of npm install --global, with everything they need.',
}

addMessages(english, {
  'plugin.npm.discovery.machine.registry': 'Die Registry von npm, wie sie benutzt wird',
  'plugin.npm.discovery.machine.scope': 'Die Registry von {scope}, wie sie benutzt wird',
  'plugin.npm.discovery.machine.default': '{url}, weil nichts anderes eingestellt ist',
  'plugin.npm.discovery.machine.detail': '{url}, aus {file}',
  'plugin.npm.discovery.machine.credentials':
    'Zugangsdaten der Adresse werden nicht übernommen. Sie gehören in die Quelle des Spiegels.',
  'plugin.npm.discovery.machine.global':
    '{packages, plural, one {# Paket, das} other {# Pakete, die}} für alle installiert {packages, plural, one {ist} other {sind}}',
  'plugin.npm.discovery.project.lock': '{packages, plural, one {# npm-Paket} other {# npm-Pakete}}',
  'plugin.npm.discovery.project.unreadable': 'Eine Lockdatei, die nicht lesbar ist',
  'plugin.npm.discovery.project.bill': '{packages, plural, one {# npm-Paket} other {# npm-Pakete}} mit Abhängigkeiten',
  'plugin.npm.discovery.probe.registry': 'Eine npm-Registry, wie sie benutzt wird',
  'plugin.npm.discovery.probe.packages': 'Pakete einer npm-Registry, nach Namen',
  'plugin.npm.discovery.probe.lockfile': 'Was ein Projekt festgelegt hat, aus einer npm-Registry',
  'plugin.npm.discovery.recipe.project': 'Was ein Projekt festgelegt hat',
  'plugin.npm.discovery.recipe.project.detail': 'Genau die Pakete einer package-lock.json, für npm ci ohne Netz.',
  'plugin.npm.discovery.recipe.tools': 'npm-Pakete nach Namen',
  'plugin.npm.discovery.recipe.tools.detail': 'Werkzeuge oder Bibliotheken mit allem, was sie brauchen.',
  'plugin.npm.discovery.recipe.cache': 'Eine Registry, wie sie benutzt wird',
  'plugin.npm.discovery.recipe.cache.detail': 'Behält, was Clients anfragen, damit es beim nächsten Mal da ist.',
  'plugin.npm.discovery.recipe.global': 'Was auf diesem Rechner für alle installiert ist',
  'plugin.npm.discovery.recipe.global.detail': 'Die Pakete von npm install --global, mit allem, was sie brauchen.',
})
