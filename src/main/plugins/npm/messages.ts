/** Texts of the plugin npm. */
import { addMessages } from '#shared/i18n/format'
import { addRemedies } from '#shared/remedy'
import { german } from './messages-de.ts'

export const english = {
  'plugin.npm.label': 'npm packages',
  'plugin.npm.source.url.label': 'Registry',
  'plugin.npm.source.url.help':
    'Where the packages come from. Empty means the registry the lockfile names, or the one npm uses here.',
  'plugin.npm.source.url.invalid': 'Give a full address such as https://registry.example.org/.',
  'plugin.npm.source.url.credentials': 'Put the user name and password into the remote, not into the address.',
  'plugin.npm.source.platforms.label': 'Platforms',
  'plugin.npm.source.platforms.help':
    'Packages for other platforms are listed too, but fetched only when a client asks for them while this machine is online. Yarn 1 always asks for all.',
  'plugin.npm.source.platforms.this': 'Only this machine ({platform})',
  'plugin.npm.source.platforms.all': 'All platforms',
  'plugin.npm.source.platforms.invalid': 'Choose this, all, or name platforms such as linux-x64.',
  'plugin.npm.source.retain_package_versions.label': 'Newest versions of each package',
  'plugin.npm.source.retain_package_versions.help':
    'How many are kept; empty keeps all. A project that has locked an older version cannot install it then.',
  'plugin.npm.source.retain_package_versions.invalid': 'Give a whole number; 0 keeps all.',
  'plugin.npm.source.lockfile.label': 'A project with a lockfile',
  'plugin.npm.source.lockfile.description': 'Mirrors exactly what a project has locked.',
  'plugin.npm.source.lockfile.package_lock.label': 'Lockfile',
  'plugin.npm.source.lockfile.package_lock.help': 'The package-lock.json or npm-shrinkwrap.json of the project.',
  'plugin.npm.source.lockfile.package_lock.missing': 'Choose the package-lock.json of a project.',
  'plugin.npm.source.lockfile.preview': '{packages, plural, one {# package} other {# packages}}',
  'plugin.npm.source.lockfile.preview.later':
    '{packages, plural, one {# package} other {# packages}}, {later} of them for other platforms and fetched on demand',
  'plugin.npm.source.lockfile.skipped': '{name} comes from {source}, not from a registry, and is not mirrored.',
  'plugin.npm.source.lockfile.unchecked':
    '{packages, plural, one {# package has} other {# packages have}} no checksum in the lockfile; the registry is asked for it.',
  'plugin.npm.source.packages.label': 'Packages by name',
  'plugin.npm.source.packages.description': 'Mirrors packages together with everything they need.',
  'plugin.npm.source.packages.package_specs.label': 'Packages',
  'plugin.npm.source.packages.package_specs.help':
    'Names, with a version, range or tag if you like: left-pad@^1, @scope/name@next.',
  'plugin.npm.source.packages.package_specs.missing': 'Name at least one package.',
  'plugin.npm.source.packages.package_specs.elsewhere':
    '{spec} is not in a registry. Give names of packages; of a project, give the lockfile instead (--lockfile on the command line).',
  'plugin.npm.source.packages.package_specs.invalid': '{spec} is not the name of a package.',
  'plugin.npm.source.packages.preview':
    '{packages, plural, one {# package} other {# packages}} with everything needed; the sync finds out how many that are',
  'plugin.npm.source.registry.label': 'A registry, as it is used',
  'plugin.npm.source.registry.description': 'Fetches what clients ask for when they ask for it, and keeps it.',
  'plugin.npm.source.registry.url.help': 'Where the packages come from. Empty means the one npm uses here.',
  'plugin.npm.source.registry.preview': 'Nothing yet; packages of {url} are kept once a client has asked for them',
  'plugin.npm.upload.no_package_json': 'there is no readable package.json in it',
  'plugin.npm.upload.relative_path': 'The path of this package is {path}; leave the field out.',
  'plugin.npm.snippet.npm': 'npm, in a project or the home folder',
  'plugin.npm.snippet.pnpm': 'pnpm, in a project or the home folder',
  'plugin.npm.snippet.yarn': 'Yarn 1, in a project or the home folder',
  'plugin.npm.snippet.test': 'Try it',
  'error.npm.invalid_package': '"{name}" at version "{version}" is no package that a registry can have.',
  'error.npm.invalid_package.advice': 'Check the name and the version where the package is listed.',
  'error.npm.lock_other_format': 'This is a {format}, not a package-lock.json.',
  'error.npm.lock_other_format.advice':
    'Give the package-lock.json of the project; npm install --package-lock-only makes one.',
  'error.npm.lock_merge_conflict': 'The lockfile holds an unfinished merge.',
  'error.npm.lock_merge_conflict.advice': 'Finish the merge, for example with npm install --package-lock-only.',
  'error.npm.lock_not_json': 'The lockfile is damaged: {reason}',
  'error.npm.lock_not_json.advice': 'Make it again with npm install --package-lock-only.',
  'error.npm.lock_version': 'The lockfile has version {version}; versions 2 and 3 can be read.',
  'error.npm.lock_version.advice': 'Make it again with npm 7 or later: npm install --package-lock-only.',
  'error.npm.lock_invalid': 'The lockfile is not as npm writes it: {problem}.',
  'error.npm.lock_invalid.advice': 'Make it again with npm install --package-lock-only.',
  'error.npm.lock_conflict': 'The lockfile gives two different checksums for {name} {version}.',
  'error.npm.lock_conflict.advice':
    'Find out which one is right before you install anything; then make the lockfile again.',
  'error.npm.nothing_to_mirror': 'The remote {name} says neither which packages to mirror nor which lockfile.',
  'error.npm.nothing_to_mirror.advice': 'Give it a package_lock or package_specs.',
  'error.npm.unresolvable': 'The registry has nothing for {spec}{by, select, none {} other {, which {by} requires}}.',
  'error.npm.unresolvable.advice': 'Check the name and the version, and that the remote names the right registry.',
  'error.npm.no_integrity': 'The registry gives no checksum for {package}.',
  'error.npm.no_integrity.advice': 'Use another version or another registry; what cannot be checked is not mirrored.',
  'error.npm.bad_packument': 'What the registry says about {name} cannot be used: {problem}.',
  'error.npm.bad_packument.advice': 'Check that the address of the remote is that of an npm registry.',
  'error.npm.weak_integrity': '{package} has no checksum but {algorithm}, which is not allowed.',
  'error.npm.weak_integrity.advice':
    'Make the lockfile again with a registry that gives SHA-512, or add {algorithm} to ALLOWED_CONTENT_CHECKSUMS.',
  'error.npm.unreadable_package': 'The tarball of {package} cannot be read: {reason}.',
  'error.npm.unreadable_package.advice':
    'Nothing of it was stored. It is what the registry has, so tell its maintainer, or use another version.',
  'error.npm.name_mismatch': 'The tarball listed as {listed} holds {found}.',
  'error.npm.name_mismatch.advice':
    'Nothing of it was stored. Somebody may be passing off one package as another; do not install it.',
} as const

addMessages(english, german)

addRemedies({
  'npm.unreadable_package': 'retry',
  'npm.nothing_to_install': 'use',
})
