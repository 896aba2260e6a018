import type { Catalogue } from '../db/catalogue.ts'

/** Names that are looked at one by one without anybody noticing. */
const FEW = 4000
/** Counted so far where none is rare: more of them take a thread of their own. */
const MANY = 40_000

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
 * (those of `package` where each begins with it); so the rare ones alone narrow it down, and the names that remain are compared anyway.
 */
export function trigramMatch(catalogue: Catalogue, words: readonly string[]): TrigramMatch {
  const terms = [...new Set(words.flatMap(termsOf))]
  if (terms.length === 0) return { match: null, isQuick: false }
  for (const most of [FEW, MANY]) {
    const rare = terms.filter((term) => countOf(catalogue, term, most) < most)
    if (rare.length > 0) return { match: rare.join(' AND '), isQuick: true }
  }
  return { match: terms.join(' AND '), isQuick: false }
}

/** How many names have the term; at most so many, which are counted in a millisecond or two. */
function countOf(catalogue: Catalogue, term: string, most: number): number {
  const sql =
    'SELECT COUNT(*) AS count FROM (SELECT 1 FROM core_searchtrigram WHERE core_searchtrigram MATCH ? LIMIT ?)'
  return (catalogue.prepare(sql).get(term, most) as { count: number }).count
}
