/** Why a package is here, in words. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'reason.npm.lockfile': 'The lockfile of {project, select, none {the project} other {{project}}} was chosen.',
    'reason.npm.workspace': 'The lockfile has the workspace {workspace}.',
    'reason.npm.spec': 'It was chosen as {spec}.',
    'reason.npm.dependencies': '{by} needs {range}.',
    'reason.npm.devDependencies': '{by} needs {range} while it is developed.',
    'reason.npm.optionalDependencies': '{by} can use {range}.',
    'reason.npm.peerDependencies': '{by} works beside {range}.',
    'reason.npm.pulled': 'A client asked for it.',
    'reason.npm.earlier':
      'Neither a lockfile nor the list of packages asks for it now. An earlier sync or an upload brought it.',
    'reason.npm.project': 'The project',
  },
  {
    'reason.npm.lockfile': 'Die Lockdatei {project, select, none {des Projekts} other {von {project}}} wurde gewählt.',
    'reason.npm.workspace': 'Die Lockdatei enthält den Arbeitsbereich {workspace}.',
    'reason.npm.spec': 'Es wurde als {spec} gewählt.',
    'reason.npm.dependencies': '{by} braucht {range}.',
    'reason.npm.devDependencies': '{by} braucht {range} bei der Entwicklung.',
    'reason.npm.optionalDependencies': '{by} kann {range} nutzen.',
    'reason.npm.peerDependencies': '{by} arbeitet mit {range} zusammen.',
    'reason.npm.pulled': 'Ein Client hat danach gefragt.',
    'reason.npm.earlier':
      'Weder eine Lockdatei noch die Paketliste verlangt es jetzt. Ein früherer Abgleich oder ein Hochladen brachte es.',
    'reason.npm.project': 'Das Projekt',
  },
)
