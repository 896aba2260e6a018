/** English message catalogue, shared by main, command line and interface; plugins add their own (addMessages). ICU MessageFormat; ids are flat and stable. */
import { cli } from './en/cli.ts'
import { error } from './en/error.ts'
import { notification } from './en/notification.ts'
import { storage } from './en/storage.ts'
import { ui } from './en/ui.ts'

export const en: Readonly<Record<string, string>> = { ...cli, ...error, ...notification, ...storage, ...ui }
