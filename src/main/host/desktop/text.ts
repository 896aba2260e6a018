import { describeError, formatMessage, speak } from '#shared/i18n/format'
import type { desktop } from '#shared/i18n/en/desktop'
import type { Language } from '#shared/i18n/language'

export type DesktopText = keyof typeof desktop

/** From now on menus, notices and errors are in this language. */
export function useLanguage(language: Language): void {
  speak(() => language)
}

/** The message of one of the desktop's own ids. */
export function text(id: DesktopText): string {
  return formatMessage(id)
}

/** Sentence and advice of an error. */
export const describe = describeError
