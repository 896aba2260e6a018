/** English message catalogue, shared by main, command line and interface; plugins add their own (addMessages). ICU MessageFormat; ids are flat and stable. */
import { client } from './en/client.ts'
import { cli } from './en/cli.ts'
import { error } from './en/error.ts'
import { notification } from './en/notification.ts'
import { ui } from './en/ui.ts'

export const en: Readonly<Record<string, string>> = { ...cli, ...client, ...error, ...notification, ...ui }
