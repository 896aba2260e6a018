/** Keys, and what is believed. */
export const trust = {
  'ui.nav.trust': 'Trust',
  'ui.trust.title': 'Trust',
  'ui.trust.about':
    'Keys are given to the remote of each mirror. A mirror without keys checks what it fetches against checksums only.',
} as const
