/** Texts of the interface, one file for each feature. Neutral, short sentences; numbers with units. */
import { activity } from './ui/activity.ts'
import { add } from './ui/add.ts'
import { byHand } from './ui/by-hand.ts'
import { common } from './ui/common.ts'
import { first } from './ui/first.ts'
import { frame } from './ui/frame.ts'
import { history } from './ui/history.ts'
import { library } from './ui/library.ts'
import { mirror } from './ui/mirror.ts'
import { mirrorForm } from './ui/mirror-form.ts'
import { origin } from './ui/origin.ts'
import { search } from './ui/search.ts'
import { settings } from './ui/settings.ts'
import { signIn } from './ui/sign-in.ts'
import { source } from './ui/source.ts'
import { storage } from './ui/storage.ts'
import { trust } from './ui/trust.ts'
import { use } from './ui/use.ts'
import type { ui as english } from '../en/ui.ts'
import type { Translation } from '../language.ts'

export const ui: Translation<typeof english> = {
  ...activity,
  ...add,
  ...byHand,
  ...common,
  ...first,
  ...frame,
  ...history,
  ...library,
  ...mirror,
  ...mirrorForm,
  ...origin,
  ...search,
  ...settings,
  ...signIn,
  ...source,
  ...storage,
  ...trust,
  ...use,
}
