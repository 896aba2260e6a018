/** Many queries at once: most are names, which are looked up, and only the others are tried on every stanza. */
import type { Paragraph } from '../control/paragraph.ts'
import type { Query } from '../query/ast.ts'
import { matches } from '../query/match.ts'
import { parseQuery } from '../query/parse.ts'
import type { Stanza } from './stanza.ts'

interface Entry {
  text: string
  query: Query
  found: Stanza[]
}

export class QuerySet {
  private readonly entries: readonly Entry[]
  private readonly byName = new Map<string, Entry[]>()
  private readonly others: readonly Entry[]

  /** @throws StillwaterError `deb.query_invalid` */
  constructor(texts: readonly string[]) {
    this.entries = [...new Set(texts)].map((text) => ({ text, query: parseQuery(text), found: [] }))
    for (const entry of this.entries) {
      if (entry.query.kind !== 'package') continue
      const { name } = entry.query
      this.byName.set(name, [...(this.byName.get(name) ?? []), entry])
    }
    this.others = this.entries.filter(({ query }) => query.kind !== 'package')
  }

  /** Notes the stanza where a query takes it. */
  take(paragraph: Paragraph, stanza: Stanza): void {
    for (const entries of [this.byName.get(stanza.name) ?? [], this.others]) {
      for (const entry of entries) {
        if (matches(entry.query, paragraph)) entry.found.push(stanza)
      }
    }
  }

  /** What the queries took, in their order. */
  matched(): Set<Stanza> {
    return new Set(this.entries.flatMap(({ found }) => found))
  }

  /** The first query that took the stanza; null when none did. */
  queryOf(stanza: Stanza): string | null {
    return this.entries.find(({ found }) => found.includes(stanza))?.text ?? null
  }

  /** Queries that took nothing. */
  unmatched(): string[] {
    return this.entries.filter(({ found }) => found.length === 0).map(({ text }) => text)
  }
}
