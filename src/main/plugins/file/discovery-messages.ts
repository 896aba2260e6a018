/** Texts of what the plugin finds. */
import { addMessages } from '#shared/i18n/format'

const english = {
  'plugin.file.discovery.manifest': '{files, plural, one {# file} other {# files}} in a PULP_MANIFEST',
  'plugin.file.discovery.git': 'A git repository',
  'plugin.file.discovery.recipe.files': 'A folder of files',
  'plugin.file.discovery.recipe.files.detail': 'Downloads, firmware, images: whatever a PULP_MANIFEST lists.',
  'plugin.file.discovery.recipe.git': 'The files of a git repository',
  'plugin.file.discovery.recipe.git.detail': 'A branch, a tag or a commit, without its history.',
}

addMessages(english, {
  'plugin.file.discovery.manifest': '{files, plural, one {# Datei} other {# Dateien}} in einem PULP_MANIFEST',
  'plugin.file.discovery.git': 'Ein Git-Repository',
  'plugin.file.discovery.recipe.files': 'Ein Ordner mit Dateien',
  'plugin.file.discovery.recipe.files.detail': 'Downloads, Firmware, Abbilder: was ein PULP_MANIFEST auflistet.',
  'plugin.file.discovery.recipe.git': 'Die Dateien eines Git-Repositorys',
  'plugin.file.discovery.recipe.git.detail': 'Ein Branch, ein Tag oder ein Commit, ohne seine Vorgeschichte.',
})
