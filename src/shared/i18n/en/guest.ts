/** Texts for guests. */
export const guest = {
  'error.api.guests_only_look': 'Guests may look and change nothing.',
  'error.api.guests_only_look.advice': 'Sign in as the administrator.',
  'error.api.no_guests': 'Guests may not look here.',
  'error.api.no_guests.advice': 'Sign in, or ask the administrator to turn on GUESTS_MAY_LOOK.',
} as const
