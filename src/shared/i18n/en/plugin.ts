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
} as const satisfies Record<string, string>
