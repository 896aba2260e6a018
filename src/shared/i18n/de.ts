/** German catalogue; the types hold it to the ids of the English one. */
import { cli } from './de/cli.ts'
import { client } from './de/client.ts'
import { desktop } from './de/desktop.ts'
import { discovery } from './de/discovery.ts'
import { downloadError } from './de/download-error.ts'
import { error } from './de/error.ts'
import { requestError } from './de/request-error.ts'
import { field } from './de/field.ts'
import { guest } from './de/guest.ts'
import { notification } from './de/notification.ts'
import { setting } from './de/setting.ts'
import { storage } from './de/storage.ts'
import { trust } from './de/trust.ts'
import { ui } from './de/ui.ts'
import type { en } from './en.ts'
import type { Translation } from './language.ts'

export const de: Translation<typeof en> = {
  ...cli,
  ...client,
  ...desktop,
  ...discovery,
  ...downloadError,
  ...error,
  ...requestError,
  ...field,
  ...guest,
  ...notification,
  ...setting,
  ...storage,
  ...trust,
  ...ui,
}
