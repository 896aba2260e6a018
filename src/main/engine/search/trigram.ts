import type { Catalogue } from '../db/catalogue.ts'

/**
 * A term that fewer than `most` names have is rare; `enough` of them narrow it down, since to count others takes longer than to look at what they
 * would leave out. Where even the last finds none, to look at the names takes a thread of its own.
 */
const RARE = [
  { most: 500, enough: 2 },
  { most: 4000, enough: 2 },
  { most: 40_000, enough: 1 },
]

/** Every three letters of a word, as terms of the index; none for shorter words. */
function termsOf(word: string): string[] {
  const letters = [...word]
  return letters.slice(2).map((_, index) => {
    const term = letters.slice(index, index + 3).join('')
    return `"${term.replaceAll('"', '""')}"`
  })
}

/** What the index is asked for. */
export interface TrigramMatch {
  /** Null where every word is too short for the index. */
  match: string | null
  /** Whether only some names have to be looked at. */
  isQuick: boolean
}

/**
 * Chooses by which three letters the index is asked. It walks every list it is given to the end, and a list may be as long as there are names
 * (those of `package` where each begins with it); so the rare ones alone narrow it down, and the names that remain are compared anyway. The last
 * letters are counted first: people type on until few names are left.
 */
export function trigramMatch(catalogue: Catalogue, words: readonly string[]): TrigramMatch {
  const terms = [...new Set(words.flatMap(termsOf))]
  if (terms.length === 0) return { match: null, isQuick: false }
  const latest = terms.toReversed()
  for (const { most, enough } of RARE) {
    const rare: string[] = []
    for (const term of latest) {
      if (countOf(catalogue, term, most) < most) rare.push(term)
      if (rare.length === enough) break
    }
    if (rare.length > 0) return { match: rare.join(' AND '), isQuick: true }
  }
  return { match: terms.join(' AND '), isQuick: false }
}

/** How many names have the term; at most so many; 40,000 are counted in three milliseconds. */
function countOf(catalogue: Catalogue, term: string, most: number): number {
  const sql =
    'SELECT COUNT(*) AS count FROM (SELECT 1 FROM core_searchtrigram WHERE core_searchtrigram MATCH ? LIMIT ?)'
  return (catalogue.prepare(sql).get(term, most) as { count: number }).count
}
