import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Language, languageOf } from '#shared/i18n/language'
import { speak } from '../host/api.ts'
import type { LanguageChoice } from '../host/host.ts'
import { useView } from './view.ts'

/** Texts of one language, and how it writes dates and numbers. */
export interface Catalogue {
  language: Language
  /** The region of the system where it speaks the language, such as `de-AT`. */
  locale: string
  messages: Record<string, string>
}

/** What a choice comes to on this machine. */
function resolve(choice: LanguageChoice): Language {
  return choice === 'system' ? (languageOf(navigator.languages) ?? 'en') : choice
}

/** Only the language that is read is loaded. */
async function textsOf(language: Language): Promise<Record<string, string>> {
  const [{ ui }, { notification }] = await (language === 'de'
    ? Promise.all([import('#shared/i18n/de/ui'), import('#shared/i18n/de/notification')])
    : Promise.all([import('#shared/i18n/en/ui'), import('#shared/i18n/en/notification')]))
  return { ...ui, ...notification }
}

/** The catalogue of the user's choice; the host answers in the same language from now on. */
export async function loadCatalogue(choice: LanguageChoice): Promise<Catalogue> {
  const language = resolve(choice)
  const locale = navigator.languages.find((tag) => languageOf([tag]) === language) ?? language
  const messages = await textsOf(language)
  speak(choice, language)
  document.documentElement.lang = language
  return { language, locale, messages }
}

/** The catalogue, exchanged when the user chooses another language. Whatever the host worded is asked for again. */
export function useCatalogue(first: Catalogue): Catalogue {
  const client = useQueryClient()
  const choice = useView((view) => view.language)
  const [catalogue, setCatalogue] = useState(first)
  const shown = useRef(choice)
  useEffect(() => {
    if (shown.current === choice) return
    shown.current = choice
    let wanted = true
    void loadCatalogue(choice).then((loaded) => {
      if (!wanted) return
      setCatalogue(loaded)
      void client.invalidateQueries()
    })
    return () => {
      wanted = false
    }
  }, [choice, client])
  return catalogue
}
