/** Texte des Plugins npm. */
import type { Translation } from '#shared/i18n/language'
import type { english } from './messages.ts'

export const german: Translation<typeof english> = {
  'plugin.npm.label': 'npm-Pakete',
  'plugin.npm.source.url.label': 'Registry',
  'plugin.npm.source.url.help':
    'Woher die Pakete kommen. Leer bedeutet die Registry, die die Lockdatei nennt, oder die, die npm hier benutzt.',
  'plugin.npm.source.url.invalid': 'Eine volle Adresse angeben, wie https://registry.example.org/.',
  'plugin.npm.source.url.credentials': 'Benutzername und Passwort gehören in das Remote, nicht in die Adresse.',
  'plugin.npm.source.platforms.label': 'Plattformen',
  'plugin.npm.source.platforms.help':
    'Pakete für andere Plattformen werden auch aufgeführt, aber nur geholt, wenn ein Client nach ihnen fragt, solange dieser Rechner am Netz ist. Yarn 1 fragt immer nach allen.',
  'plugin.npm.source.platforms.this': 'Nur dieser Rechner ({platform})',
  'plugin.npm.source.platforms.all': 'Alle Plattformen',
  'plugin.npm.source.platforms.invalid': 'this oder all wählen, oder Plattformen nennen, wie linux-x64.',
  'plugin.npm.source.retain_package_versions.label': 'Neueste Versionen jedes Pakets',
  'plugin.npm.source.retain_package_versions.help':
    'Wie viele bleiben; leer behält alle. Ein Projekt, das eine ältere Version festgelegt hat, kann sie dann nicht installieren.',
  'plugin.npm.source.retain_package_versions.invalid': 'Eine ganze Zahl angeben; 0 behält alle.',
  'plugin.npm.source.lockfile.label': 'Ein Projekt mit Lockdatei',
  'plugin.npm.source.lockfile.description': 'Spiegelt genau, was ein Projekt festgelegt hat.',
  'plugin.npm.source.lockfile.package_lock.label': 'Lockdatei',
  'plugin.npm.source.lockfile.package_lock.help': 'Die package-lock.json oder npm-shrinkwrap.json des Projekts.',
  'plugin.npm.source.lockfile.package_lock.missing': 'Die package-lock.json eines Projekts auswählen.',
  'plugin.npm.source.lockfile.preview': '{packages, plural, one {# Paket} other {# Pakete}}',
  'plugin.npm.source.lockfile.preview.later':
    '{packages, plural, one {# Paket} other {# Pakete}}, davon {later} für andere Plattformen und bei Bedarf geholt',
  'plugin.npm.source.lockfile.skipped':
    '{name} kommt von {source}, nicht aus einer Registry, und wird nicht gespiegelt.',
  'plugin.npm.source.lockfile.unchecked':
    '{packages, plural, one {# Paket hat} other {# Pakete haben}} keine Prüfsumme in der Lockdatei; die Registry wird danach gefragt.',
  'plugin.npm.source.packages.label': 'Pakete nach Namen',
  'plugin.npm.source.packages.description': 'Spiegelt Pakete zusammen mit allem, was sie brauchen.',
  'plugin.npm.source.packages.package_specs.label': 'Pakete',
  'plugin.npm.source.packages.package_specs.help':
    'Namen, auf Wunsch mit Version, Bereich oder Tag: left-pad@^1, @scope/name@next.',
  'plugin.npm.source.packages.package_specs.missing': 'Wenigstens ein Paket nennen.',
  'plugin.npm.source.packages.package_specs.elsewhere':
    '{spec} ist in keiner Registry. Namen von Paketen angeben; bei einem Projekt stattdessen die Lockdatei (auf der Befehlszeile mit --lockfile).',
  'plugin.npm.source.packages.package_specs.invalid': '{spec} ist kein Name eines Pakets.',
  'plugin.npm.source.packages.preview':
    '{packages, plural, one {# Paket} other {# Pakete}} mit allem, was gebraucht wird; wie viele das sind, ergibt der Abgleich',
  'plugin.npm.upload.no_package_json': 'darin ist keine lesbare package.json',
  'plugin.npm.upload.relative_path': 'Der Pfad dieses Pakets ist {path}; das Feld weglassen.',
  'plugin.npm.snippet.npm': 'npm, im Projekt oder im Home-Verzeichnis',
  'plugin.npm.snippet.pnpm': 'pnpm, im Projekt oder im Home-Verzeichnis',
  'plugin.npm.snippet.yarn': 'Yarn 1, im Projekt oder im Home-Verzeichnis',
  'plugin.npm.snippet.test': 'Ausprobieren',
  'error.npm.invalid_package': '»{name}« in Version »{version}« ist kein Paket, das eine Registry haben kann.',
  'error.npm.invalid_package.advice': 'Name und Version prüfen, wo das Paket aufgeführt ist.',
  'error.npm.lock_other_format': 'Dies ist {format}, keine package-lock.json.',
  'error.npm.lock_other_format.advice':
    'Die package-lock.json des Projekts angeben; npm install --package-lock-only macht eine.',
  'error.npm.lock_merge_conflict': 'Die Lockdatei enthält eine unfertige Zusammenführung.',
  'error.npm.lock_merge_conflict.advice': 'Die Zusammenführung beenden, etwa mit npm install --package-lock-only.',
  'error.npm.lock_not_json': 'Die Lockdatei ist beschädigt: {reason}',
  'error.npm.lock_not_json.advice': 'Sie mit npm install --package-lock-only neu machen.',
  'error.npm.lock_version': 'Die Lockdatei hat Version {version}; lesbar sind die Versionen 2 und 3.',
  'error.npm.lock_version.advice': 'Sie mit npm 7 oder neuer neu machen: npm install --package-lock-only.',
  'error.npm.lock_invalid': 'Die Lockdatei ist nicht so, wie npm sie schreibt: {problem}.',
  'error.npm.lock_invalid.advice': 'Sie mit npm install --package-lock-only neu machen.',
  'error.npm.lock_conflict': 'Die Lockdatei nennt zwei verschiedene Prüfsummen für {name} {version}.',
  'error.npm.lock_conflict.advice':
    'Vor jeder Installation herausfinden, welche richtig ist; dann die Lockdatei neu machen.',
  'error.npm.nothing_to_mirror': 'Das Remote {name} sagt weder, welche Pakete, noch welche Lockdatei zu spiegeln ist.',
  'error.npm.nothing_to_mirror.advice': 'Ihm package_lock oder package_specs geben.',
  'error.npm.unresolvable': 'Die Registry hat nichts für {spec}{by, select, none {} other {, was {by} braucht}}.',
  'error.npm.unresolvable.advice': 'Name und Version prüfen, und ob das Remote die richtige Registry nennt.',
  'error.npm.no_integrity': 'Die Registry nennt keine Prüfsumme für {package}.',
  'error.npm.no_integrity.advice':
    'Eine andere Version oder eine andere Registry benutzen; was nicht zu prüfen ist, wird nicht gespiegelt.',
  'error.npm.bad_packument': 'Was die Registry über {name} sagt, ist nicht zu gebrauchen: {problem}.',
  'error.npm.bad_packument.advice': 'Prüfen, ob die Adresse des Remotes die einer npm-Registry ist.',
  'error.npm.weak_integrity': '{package} hat keine Prüfsumme außer {algorithm}, und die ist nicht erlaubt.',
  'error.npm.weak_integrity.advice':
    'Die Lockdatei mit einer Registry neu machen, die SHA-512 nennt, oder {algorithm} in ALLOWED_CONTENT_CHECKSUMS aufnehmen.',
  'error.npm.unreadable_package': 'Das Archiv von {package} ist nicht lesbar: {reason}.',
  'error.npm.unreadable_package.advice':
    'Gespeichert wurde davon nichts. So liegt es in der Registry; dem Betreuer melden, oder eine andere Version benutzen.',
  'error.npm.name_mismatch': 'Das als {listed} aufgeführte Archiv enthält {found}.',
  'error.npm.name_mismatch.advice':
    'Gespeichert wurde davon nichts. Vielleicht gibt jemand ein Paket für ein anderes aus; es nicht installieren.',
  'plugin.npm.source.registry.label': 'Eine Registry, wie sie benutzt wird',
  'plugin.npm.source.registry.description': 'Holt, was Clients anfragen, in dem Augenblick, und behält es.',
  'plugin.npm.source.registry.url.help': 'Woher die Pakete kommen. Leer bedeutet die, die npm hier benutzt.',
  'plugin.npm.source.registry.preview': 'Noch nichts; Pakete von {url} bleiben, sobald ein Client sie angefragt hat',
}
