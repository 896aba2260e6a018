/** The library. */
export const library = {
  'ui.library.title': 'Library',
  'ui.library.add': 'Add a mirror',
  'ui.library.filter': 'Filter by name',
  'ui.library.sort': 'Order',
  'ui.library.sort.name': 'Name',
  'ui.library.sort.newest': 'Newest version',
  'ui.library.sort.size': 'Size',
  'ui.library.totals': '{count, plural, one {# mirror} other {# mirrors}}, {stored} stored',
  'ui.library.empty': 'A mirror keeps what a project needs, and serves it when the network does not.',
  'ui.library.no_match': 'No mirror has “{filter}” in its name.',
  'ui.library.clear': 'Show all mirrors',
  'ui.library.not_served': 'Not served',
  'ui.library.next_sync': 'Next sync {time}',
  'ui.library.problems': 'Only problems',
  'ui.library.no_problem': 'No mirror has a problem.',
} as const
