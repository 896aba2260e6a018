/** English catalogue, shared by main, command line and interface; plugins add their own (addMessages). ICU MessageFormat; ids are flat and stable. */
import { cli } from './en/cli.ts'
import { desktop } from './en/desktop.ts'
import { error } from './en/error.ts'
import { notification } from './en/notification.ts'
import { ui } from './en/ui.ts'

export const en = { ...cli, ...desktop, ...error, ...notification, ...ui } as const
