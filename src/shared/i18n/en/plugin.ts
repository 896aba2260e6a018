/** Texts of the plugins: `plugin.<name>.*`. */
export const plugin = {
  'plugin.file.label': 'Files',
  'plugin.file.source.address.label': 'An address with a PULP_MANIFEST',
  'plugin.file.source.address.description': 'Mirrors every file that a PULP_MANIFEST lists.',
  'plugin.file.source.address.url.label': 'Address',
  'plugin.file.source.address.url.help': 'Of the manifest, or of the folder it is in.',
  'plugin.file.source.address.url.invalid': 'Give a full address such as https://example.org/files/.',
  'plugin.file.preview': 'All files listed at {url}',
  'plugin.file.snippet.curl': 'Download and check everything with curl',
  'plugin.npm.label': 'npm packages',
  'plugin.npm.source.url.label': 'Registry',
  'plugin.npm.source.url.help':
    'Where the packages come from. Empty means the registry the lockfile names, or the one npm uses here.',
  'plugin.npm.source.url.missing':
    'Give the address of the registry; neither the project nor the npm configuration of this machine names one.',
  'plugin.npm.source.url.invalid': 'Give a full address such as https://registry.example.org/.',
  'plugin.npm.source.url.credentials': 'Put the user name and password into the remote, not into the address.',
  'plugin.npm.source.platforms.label': 'Platforms',
  'plugin.npm.source.platforms.help':
    'Packages for other platforms are listed too, but fetched only when a client asks for them while this machine is online. Yarn 1 always asks for all.',
  'plugin.npm.source.platforms.this': 'Only this machine ({platform})',
  'plugin.npm.source.platforms.all': 'All platforms',
  'plugin.npm.source.platforms.invalid': 'Choose this, all, or name platforms such as linux-x64.',
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
  'plugin.npm.source.packages.package_specs.elsewhere': '{spec} is not in a registry. Give names of packages.',
  'plugin.npm.source.packages.package_specs.invalid': '{spec} is not the name of a package.',
  'plugin.npm.source.packages.preview':
    '{packages, plural, one {# package} other {# packages}} with everything needed; the sync finds out how many that are',
  'plugin.npm.upload.no_package_json': 'there is no readable package.json in it',
  'plugin.npm.upload.relative_path': 'The path of this package is {path}; leave the field out.',
  'plugin.npm.snippet.npm': 'npm, in the project',
  'plugin.npm.snippet.pnpm': 'pnpm, in the project',
  'plugin.npm.snippet.yarn': 'Yarn 1, in the project',
  'plugin.npm.snippet.test': 'Try it',
} as const satisfies Record<string, string>
