/** Texte des Plugins file. */
import type { Translation } from '#shared/i18n/language'
import type { english } from './messages.ts'

export const german: Translation<typeof english> = {
  'plugin.file.label': 'Dateien',
  'plugin.file.field.manifest': 'Name des Manifests',
  'plugin.file.source.address.label': 'Eine Adresse mit einem PULP_MANIFEST',
  'plugin.file.source.address.description': 'Spiegelt jede Datei, die ein PULP_MANIFEST nennt.',
  'plugin.file.source.address.url.label': 'Adresse',
  'plugin.file.source.address.url.help': 'Des Manifests, oder des Ordners, in dem es liegt.',
  'plugin.file.source.address.url.invalid': 'Eine volle Adresse angeben, wie https://example.org/files/.',
  'plugin.file.source.git.label': 'Ein Git-Repository',
  'plugin.file.source.git.description': 'Spiegelt die Dateien eines Zweiges, eines Tags oder eines Commits.',
  'plugin.file.source.git.url.help': 'Wie für git clone, über HTTPS.',
  'plugin.file.source.git.ref.label': 'Zweig, Tag oder Commit',
  'plugin.file.source.git.ref.help': 'Einem Zweig wird gefolgt, wie er sich bewegt.',
  'plugin.file.preview.git': 'Alle Dateien von {ref} unter {url}',
  'error.file.git_policy': 'Dateien eines Git-Repositorys können nur mit dem Abgleich geholt werden.',
  'error.file.git_policy.advice': 'Die Einstellung (policy) des Remotes auf immediate setzen.',
  'error.file.git_ref_missing':
    'Das Git-Repository hat keinen Zweig und kein Tag {ref}, und keines davon zeigt auf einen solchen Commit.',
  'error.file.git_ref_missing.advice':
    'Den Namen prüfen; Commits, auf die kein Zweig und kein Tag zeigt, können nicht geholt werden.',
  'error.file.git_too_large': 'Die Dateien sind zusammen größer als {limit, number} Bytes.',
  'error.file.git_too_large.advice': 'Stattdessen eine Ausgabe davon als Dateien spiegeln.',
  'error.file.git_failed': 'Das Git-Repository ist nicht lesbar: {reason}',
  'error.file.git_failed.advice': 'Prüfen, ob es eine Adresse ist, die git clone über HTTP annimmt.',
  'error.file.git_skipped':
    '{path} wird nicht gespiegelt: {kind, select, symlink {es ist eine Verknüpfung} submodule {es ist ein anderes Repository} lfs {der Inhalt liegt anderswo (Git LFS)} other {der Name kann nicht ausgeliefert werden}}.',
  'error.file.git_skipped.advice': 'Alles andere wird gespiegelt.',
  'plugin.file.preview': 'Alle Dateien, die unter {url} aufgeführt sind',
  'plugin.file.snippet.curl': 'Alles mit curl herunterladen und prüfen',
  'error.file.no_manifest': 'Unter {url} gibt es kein Manifest.',
  'error.file.no_manifest.advice':
    'Die Adresse prüfen. Ein Ordner wird nach seinem Manifest gespiegelt, meist PULP_MANIFEST genannt: ein Text mit einer Zeile für jede Datei, Pfad,sha256,Größe; wer den Ordner hat, kann eines hineinlegen.',
  'error.file.manifest_line': 'Zeile {line} des Manifests ist nicht gültig: {problem}.',
  'error.file.manifest_line.advice': 'Prüfen, ob es die Adresse eines PULP_MANIFEST ist; geändert wurde nichts.',
  'error.file.manifest_conflict': 'Das Manifest nennt {path} zweimal, mit verschiedenen Dateien.',
  'error.file.manifest_conflict.advice': 'Dem Betreiber der Quelle melden; geändert wurde nichts.',
  'error.file.manifest_empty': 'Das Manifest von {name} ist leer, nicht ein Byte lang.',
  'error.file.manifest_empty.advice':
    'Nachsehen, ob die Quelle in Ordnung ist; geändert wurde nichts. Um zu übernehmen, dass sie keine Dateien mehr hat, diese aus dem Repository entfernen.',
  'error.file.not_verbatim':
    '{name} ist ein bitgenauer Spiegel, und dies wäre nicht genau das, was das Manifest der Quelle nennt.',
  'error.file.not_verbatim.advice':
    'Als Spiegel und ohne Filter abgleichen; soll es von Hand geändert werden, verbatim für das Repository ausschalten.',
  'error.file.path_is_folder': '{path} wäre zugleich eine Datei und ein Ordner.',
  'error.file.path_is_folder.advice': 'Eines der beiden aus dem Repository entfernen.',
}
