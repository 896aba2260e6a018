/** Search in all mirrors. */
export const search = {
  'ui.search.title': 'Search',
  'ui.search.field': 'Part of a name or path',
  'ui.search.empty': 'Find a package or file in all mirrors, the older versions too.',
  'ui.search.none': 'No mirror has or had anything named {q}.',
  'ui.search.found': '{count, plural, =0 {Nothing found} one {# match} other {# matches}}',
  'ui.search.found_more': 'More than {count, number} matches; say more of the name.',
  'ui.search.more': 'Show more',
  'ui.search.versions': '{count, plural, one {version} other {versions}} {versions}',
  'ui.search.versions_gone': '{count, plural, one {version} other {versions}} {versions}, not in the newest',
} as const
