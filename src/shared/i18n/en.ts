/** English catalogue, shared by main, command line and interface; plugins add their own (addMessages). ICU MessageFormat; ids are flat and stable. */
import { client } from './en/client.ts'
import { cli } from './en/cli.ts'
import { desktop } from './en/desktop.ts'
import { downloadError } from './en/download-error.ts'
import { error } from './en/error.ts'
import { requestError } from './en/request-error.ts'
import { discovery } from './en/discovery.ts'
import { field } from './en/field.ts'
import { guest } from './en/guest.ts'
import { notification } from './en/notification.ts'
import { setting } from './en/setting.ts'
import { storage } from './en/storage.ts'
import { trust } from './en/trust.ts'
import { ui } from './en/ui.ts'

export const en = {
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
} as const
