/** Every command of the application, once: the palette, the shortcuts, the help on them and the menu of the desktop are read from here. */
import type { ui } from './i18n/en/ui.ts'

export const COMMAND_GROUPS = ['go', 'mirror', 'task', 'view', 'help'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** A key with what is held beside it; `mod` is Ctrl, or Cmd on macOS. */
export interface Shortcut {
  /** As `KeyboardEvent.code`. */
  code: `Key${string}` | 'Slash'
  mod?: boolean
  alt?: boolean
  shift?: boolean
}

export interface CommandDeclaration {
  id: string
  title: keyof typeof ui
  group: CommandGroup
  shortcut?: Shortcut
}

/** Alt and Shift, so that no browser or screen reader shortcut is taken. */
const held = (letter: string): Shortcut => ({ code: `Key${letter}`, alt: true, shift: true })

export const COMMANDS = [
  { id: 'palette', title: 'ui.command.palette', group: 'go', shortcut: { code: 'KeyK', mod: true } },
  { id: 'go.library', title: 'ui.nav.library', group: 'go', shortcut: held('L') },
  { id: 'go.search', title: 'ui.nav.search', group: 'go', shortcut: held('F') },
  { id: 'go.activity', title: 'ui.nav.activity', group: 'go', shortcut: held('A') },
  { id: 'go.storage', title: 'ui.nav.storage', group: 'go', shortcut: held('D') },
  { id: 'go.trust', title: 'ui.nav.trust', group: 'go', shortcut: held('T') },
  { id: 'go.settings', title: 'ui.nav.settings', group: 'go', shortcut: held('S') },
  { id: 'go.notices', title: 'ui.command.notices', group: 'go', shortcut: held('M') },
  { id: 'mirror.add', title: 'ui.library.add', group: 'mirror', shortcut: held('N') },
  { id: 'mirror.sync_all', title: 'ui.command.sync_all', group: 'mirror' },
  { id: 'task.pause_all', title: 'ui.command.pause_all', group: 'task' },
  { id: 'task.resume_all', title: 'ui.command.resume_all', group: 'task' },
  { id: 'task.failed', title: 'ui.command.failed', group: 'task' },
  { id: 'theme.system', title: 'ui.command.theme.system', group: 'view' },
  { id: 'theme.light', title: 'ui.command.theme.light', group: 'view' },
  { id: 'theme.dark', title: 'ui.command.theme.dark', group: 'view' },
  { id: 'theme.contrast', title: 'ui.command.theme.contrast', group: 'view' },
  { id: 'language.system', title: 'ui.command.language.system', group: 'view' },
  { id: 'language.en', title: 'ui.command.language.en', group: 'view' },
  { id: 'language.de', title: 'ui.command.language.de', group: 'view' },
  { id: 'first_steps', title: 'ui.command.first', group: 'help' },
  { id: 'shortcuts', title: 'ui.command.shortcuts', group: 'help', shortcut: { code: 'Slash', mod: true } },
] as const satisfies readonly CommandDeclaration[]

export type CommandId = (typeof COMMANDS)[number]['id']

/** A declaration with all that it may have. */
export const declarations: readonly (CommandDeclaration & { id: CommandId })[] = COMMANDS

export function isCommandId(value: unknown): value is CommandId {
  return COMMANDS.some(({ id }) => id === value)
}

/** Keys as Electron writes them, such as `CmdOrCtrl+K`. */
export function accelerator({ code, mod, alt, shift }: Shortcut): string {
  return [mod && 'CmdOrCtrl', alt && 'Alt', shift && 'Shift', code === 'Slash' ? '/' : code.slice(3)]
    .filter(Boolean)
    .join('+')
}
