/** Texts for guests. */
import type { guest as english } from '../en/guest.ts'
import type { Translation } from '../language.ts'

export const guest: Translation<typeof english> = {
  'error.api.guests_only_look': 'Gäste dürfen ansehen und nichts ändern.',
  'error.api.guests_only_look.advice': 'Als Verwalter anmelden.',
  'error.api.no_guests': 'Gäste dürfen hier nichts ansehen.',
  'error.api.no_guests.advice': 'Anmelden oder den Verwalter bitten, GUESTS_MAY_LOOK einzuschalten.',
}
