/** Texts of the plugin file. */
import { addMessages } from '#shared/i18n/format'
import { addRemedies } from '#shared/remedy'
import { german } from './messages-de.ts'

export const english = {
  'plugin.file.label': 'Files',
  'plugin.file.field.manifest': 'Name of the manifest',
  'plugin.file.source.address.label': 'An address with a PULP_MANIFEST',
  'plugin.file.source.address.description': 'Mirrors every file that a PULP_MANIFEST lists.',
  'plugin.file.source.address.url.label': 'Address',
  'plugin.file.source.address.url.help': 'Of the manifest, or of the folder it is in.',
  'plugin.file.source.address.url.invalid': 'Give a full address such as https://example.org/files/.',
  'plugin.file.source.git.label': 'A git repository',
  'plugin.file.source.git.description': 'Mirrors the files of a branch, a tag or a commit.',
  'plugin.file.source.git.url.help': 'As for git clone, over HTTPS.',
  'plugin.file.source.git.ref.label': 'Branch, tag or commit',
  'plugin.file.source.git.ref.help': 'A branch is followed as it moves.',
  'plugin.file.preview.git': 'All files of {ref} at {url}',
  'error.file.git_policy': 'Files of a git repository can only be fetched with the sync.',
  'error.file.git_policy.advice': 'Set the policy of the remote to immediate.',
  'error.file.git_ref_missing': 'The repository has no branch or tag {ref}, and none that points at such a commit.',
  'error.file.git_ref_missing.advice': 'Check the name; commits that no branch or tag points at cannot be fetched.',
  'error.file.git_too_large': 'The files of the ref are larger than {limit, number} bytes together.',
  'error.file.git_too_large.advice': 'Mirror a release of it as files instead.',
  'error.file.git_failed': 'The git repository cannot be read: {reason}',
  'error.file.git_failed.advice': 'Check that the address is one that git clone takes over HTTP.',
  'error.file.git_skipped':
    '{path} is not mirrored: {kind, select, symlink {it is a link} submodule {it is another repository} lfs {its bytes are kept elsewhere (Git LFS)} other {its name cannot be served}}.',
  'error.file.git_skipped.advice': 'Everything else is mirrored.',
  'plugin.file.preview': 'All files listed at {url}',
  'plugin.file.snippet.curl': 'Download and check everything with curl',
  'error.file.no_manifest': 'There is no manifest at {url}.',
  'error.file.no_manifest.advice':
    'Check the address. A folder is mirrored by its manifest, usually named PULP_MANIFEST: a text with one line for each file, path,sha256,size; whoever has the folder can put one there.',
  'error.file.manifest_line': 'Line {line} of the manifest is not valid: {problem}.',
  'error.file.manifest_line.advice': 'Check that the address is that of a PULP_MANIFEST; nothing was changed.',
  'error.file.manifest_conflict': 'The manifest lists {path} twice with different files.',
  'error.file.manifest_conflict.advice': 'Tell the owner of the upstream; nothing was changed.',
  'error.file.manifest_empty': 'The manifest of {name} is empty, not one byte long.',
  'error.file.manifest_empty.advice':
    'Look whether the upstream works; nothing was changed. To take over that it has no files any more, remove them from the repository.',
  'error.file.not_verbatim':
    '{name} is a bit-exact mirror, and this would not be exactly what the manifest of its upstream lists.',
  'error.file.not_verbatim.advice':
    'Sync it with mirror and without filters; if it is to be changed by hand, switch verbatim off for the repository.',
  'error.file.path_is_folder': '{path} would be a file and a folder at once.',
  'error.file.path_is_folder.advice': 'Remove one of the two from the repository.',
} as const

addMessages(english, german)

addRemedies({
  'file.git_failed': 'retry',
  'file.no_manifest': 'source',
})
