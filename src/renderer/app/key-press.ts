import { declarations } from '#shared/command'
import type { CommandId, Shortcut } from '#shared/command'

type Press = Pick<KeyboardEvent, 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'code'>

/** The command a key press means, if any. */
export function commandFor(event: Press): CommandId | null {
  return declarations.find(({ shortcut }) => shortcut && matches(shortcut, event))?.id ?? null
}

function matches({ code, mod = false, alt = false, shift = false }: Shortcut, event: Press): boolean {
  const isMod = event.ctrlKey !== event.metaKey
  const none = !event.ctrlKey && !event.metaKey
  return event.code === code && event.altKey === alt && event.shiftKey === shift && (mod ? isMod : none)
}

/** Whether a key press in a text field still means a command: Alt and Shift write characters on some keyboards. */
export function isForTyping(event: Press): boolean {
  return !event.ctrlKey && !event.metaKey
}
