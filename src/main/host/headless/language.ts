/**
 * Speaks the language the environment asks for. Imported before everything else, because some texts are read while modules load.
 * STILLWATER_LANGUAGE goes before the variables of POSIX (XBD section 8.2), of which the first that is not empty counts.
 */
import { speak } from '#shared/i18n/format'
import { type Language, languageOf } from '#shared/i18n/language'

export function environmentLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  const { STILLWATER_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment
  return languageOf([STILLWATER_LANGUAGE ?? '', LC_ALL || LC_MESSAGES || LANG || '']) ?? 'en'
}

const language = environmentLanguage(process.env)
speak(() => language)
