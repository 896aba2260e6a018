/** What takes space. */
export const storage = {
  'ui.nav.storage': 'Storage',
  'ui.storage.title': 'Storage',
  'ui.storage.about': 'What the stored files of each mirror take.',
} as const
