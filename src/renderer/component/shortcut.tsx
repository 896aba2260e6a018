import type { Shortcut } from '#shared/command'
import { useText } from './text.ts'

const isMac = /mac|iphone|ipad/i.test(navigator.platform)

/** Keys as people read them on this machine, such as `Ctrl+K`. */
export function useShortcutText(): (shortcut: Shortcut) => string {
  const t = useText()
  return ({ code, mod, alt, shift }) => {
    const held = [
      mod && (isMac ? '\u2318' : t('ui.key.ctrl')),
      alt && (isMac ? '\u2325' : 'Alt'),
      shift && (isMac ? '\u21e7' : t('ui.key.shift')),
    ]
    return [...held, code === 'Slash' ? '/' : code.slice(3)].filter(Boolean).join(isMac ? '' : '+')
  }
}

/** Keys, set apart from the words beside them. */
export function Keys({ children }: { children: string }) {
  return (
    <kbd className="shrink-0 rounded-sm border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs text-ink-soft">
      {children}
    </kbd>
  )
}
