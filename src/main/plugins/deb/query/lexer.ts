/** Words and signs of a query. */
import { StillwaterError } from '#shared/error'

export type TokenKind = 'word' | 'quoted' | 'sign' | 'end'

export interface Token {
  kind: TokenKind
  text: string
  /** Where it begins, from 1. */
  column: number
}

/** Characters of a query; lists of names come one by one. */
export const MAX_QUERY = 16_384

const TOKEN = /\s*(?:(<<|<=|>=|>>|[<>=%~!&|,(){}])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()|,!&{}<>=%"']+))/y

/** @throws StillwaterError `deb.query_invalid` */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_QUERY) throw queryInvalid(text, 1, `it is longer than ${MAX_QUERY} characters`)
  const tokens: Token[] = []
  const ends = text.trimEnd().length
  let at = 0
  while (at < ends) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (!match) throw queryInvalid(text, at + 1, 'a quotation mark is not closed')
    const [all, sign, double, single, word] = match
    const column = at + (all.length - all.trimStart().length) + 1
    at = TOKEN.lastIndex
    const quoted = double ?? single
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll(/\\(.)/gs, '$1'), column })
    else tokens.push({ kind: sign === undefined ? 'word' : 'sign', text: sign ?? word ?? '', column })
  }
  tokens.push({ kind: 'end', text: '', column: text.length + 1 })
  return tokens
}

export function queryInvalid(query: string, column: number, problem: string): StillwaterError {
  return new StillwaterError('deb.query_invalid', { query: query.slice(0, 200), column, problem }, { status: 400 })
}
