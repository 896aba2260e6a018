import { IntlMessageFormat } from 'intl-messageformat'
import { type ErrorBody } from '#shared/error'
import { describeError } from '#shared/i18n/format'

/** Texts only the desktop host shows, in the form of the shared catalogue. */
const desktop = {
  'desktop.menu.file': 'File',
  'desktop.menu.edit': 'Edit',
  'desktop.menu.view': 'View',
  'desktop.menu.window': 'Window',
  'desktop.start_failed': 'Stillwater cannot start',
  'error.desktop.engine_gone': 'The engine ended unexpectedly: {reason}',
  'error.desktop.engine_gone.advice':
    'What is stored is safe. Start Stillwater again; the log in the data folder says more.',
  'error.desktop.option_invalid': '{option} must be a whole number from {least} to {most}, not {value}',
  'error.desktop.sender_refused': 'The message did not come from the interface and was refused.',
  'error.desktop.message_too_large': 'The message is larger than {limit} characters.',
  'error.desktop.file_too_large': '{name} is larger than {limit} MiB.',
  'error.desktop.file_not_text': '{name} is not a text file in UTF-8.',
  'error.desktop.file_unreadable': '{name} cannot be read.',
  'error.desktop.file_unreadable.advice': 'Check that the file still exists and that this user may read it.',
} as const satisfies Record<string, string>

export type DesktopText = keyof typeof desktop

const catalogue: Readonly<Record<string, string>> = desktop

/** The message of one of the desktop's own ids. */
export function text(id: DesktopText): string {
  return desktop[id]
}

/** Sentence and advice of an error, from this catalogue or the shared one. */
export function describe(error: ErrorBody): { description: string; advice: string | null } {
  const id = `error.${error.code}`
  const message = catalogue[id]
  if (message === undefined) return describeError(error)
  const description = String(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).format(error.params))
  return { description, advice: catalogue[`${id}.advice`] ?? null }
}
