/** English message catalogue, shared by main, command line and interface. ICU MessageFormat; ids are flat and stable. */
import { cli } from './en/cli.ts'
import { error } from './en/error.ts'
import { plugin } from './en/plugin.ts'
import { ui } from './en/ui.ts'

export const en: Readonly<Record<string, string>> = { ...cli, ...error, ...plugin, ...ui }
