/** The languages this program speaks, and how one of them is chosen. */

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** Every text of another language, and none that English does not have. */
export type Translation<T extends Readonly<Record<string, string>>> = Readonly<Record<keyof T, string>>

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** The first of the tags (`de-AT`, or `de_AT.UTF-8` as environments write it) that is spoken here; null when none is. */
export function languageOf(tags: readonly string[]): Language | null {
  for (const tag of tags) {
    const primary = tag
      .trim()
      .toLowerCase()
      .split(/[-_.@]/, 1)[0]
    if (isLanguage(primary)) return primary
  }
  return null
}

/** What the header Accept-Language asks for (RFC 9110 section 12.5.4); English when it asks for nothing known. */
export function acceptedLanguage(header: string | undefined): Language {
  const ranges = (header ?? '').slice(0, 500).split(',').map(weighted)
  return (
    languageOf(
      ranges
        .filter(({ weight }) => weight > 0)
        .toSorted((a, b) => b.weight - a.weight)
        .map(({ tag }) => tag),
    ) ?? 'en'
  )
}

function weighted(range: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = range.split(';')
  const quality = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(one)?.[1]).find(Boolean)
  return { tag, weight: quality === undefined ? 1 : Number(quality) }
}
