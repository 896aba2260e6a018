/** The frame of every screen: places, status bar, announcements. */
export const frame = {
  'ui.window': '{page} · Stillwater',
  'ui.skip': 'Skip to the content',
  'ui.nav': 'Places',
  'ui.nav.library': 'Library',
  'ui.nav.search': 'Search',
  'ui.nav.activity': 'Activity',
  'ui.nav.settings': 'Settings',
  'ui.nav.shortcut': 'Alt+Shift+{key}',
  'ui.not_found.title': 'Not found',
  'ui.not_found.text': 'Nothing is at this address.',
  'ui.status.running': '{count, plural, =0 {No task running} one {# task running} other {# tasks running}}',
  'ui.status.lost': 'Connection lost. Trying again.',
  'ui.announce.completed': '{title}: completed',
  'ui.announce.failed': '{title}: failed',
  'ui.announce.canceled': '{title}: cancelled',
} as const
