/** German catalogue; the types hold it to the ids of the English one. */
import { desktop } from './de/desktop.ts'
import { discovery } from './de/discovery.ts'
import { guest } from './de/guest.ts'
import { notification } from './de/notification.ts'
import { setting } from './de/setting.ts'
import { storage } from './de/storage.ts'
import { ui } from './de/ui.ts'
import type { en } from './en.ts'
import type { Translation } from './language.ts'

export const de: Partial<Translation<typeof en>> = {
  ...desktop,
  ...discovery,
  ...guest,
  ...notification,
  ...setting,
  ...storage,
  ...ui,
}
