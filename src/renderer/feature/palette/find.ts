/** Letters without case and accents, so that "uberblick" finds "Überblick". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Those whose title or group holds every word; the ones that begin with what was typed come first, the rest stay in their order. */
export function findCommands<T extends { title: string; group: string }>(items: readonly T[], typed: string): T[] {
  const query = plain(typed.trim())
  if (query === '') return [...items]
  const words = query.split(/\s+/)
  const found = items.filter(({ title, group }) => {
    const text = plain(`${title} ${group}`)
    return words.every((word) => text.includes(word))
  })
  const begins = ({ title }: T): boolean => plain(title).startsWith(query)
  return [...found.filter(begins), ...found.filter((item) => !begins(item))]
}
