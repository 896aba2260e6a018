/** Queries as trees. */
import type { Operator } from '../closure/relation.ts'

export type Comparison = Operator | '%' | '~'

export type Query =
  /** A package by name, optionally by version and architecture. */
  | { kind: 'package'; name: string; comparison: Comparison | null; value: string; architecture: string | null }
  /** A field by name; without a comparison it is enough that the package has it. */
  | { kind: 'field'; field: string; comparison: Comparison | null; value: string }
  | { kind: 'not'; operand: Query }
  | { kind: 'and'; operands: [Query, Query, ...Query[]] }
  | { kind: 'or'; operands: [Query, Query, ...Query[]] }

const BARE_NAME = /^[a-z0-9][A-Za-z0-9+._-]*$/
const BARE_VALUE = /^[A-Za-z0-9][A-Za-z0-9+._:~/*?-]*$/

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

function condition(comparison: Comparison | null, value: string): string {
  if (comparison === null) return ''
  return ` (${comparison} ${BARE_VALUE.test(value) ? value : quoted(value)})`
}

/** The query as text; reading it again gives the same tree. */
export function formatQuery(query: Query): string {
  if (query.kind === 'not') return `!${inParentheses(query.operand, ['and', 'or'])}`
  if (query.kind === 'and') return query.operands.map((one) => inParentheses(one, ['and', 'or'])).join(', ')
  if (query.kind === 'or') return query.operands.map((one) => inParentheses(one, ['or'])).join(' | ')
  if (query.kind === 'field') return query.field + condition(query.comparison, query.value)
  const { name, architecture } = query
  const plain = BARE_NAME.test(name) && !['and', 'or', 'not'].includes(name)
  const ending = architecture === null ? '' : ` {${architecture}}`
  return (plain ? name : quoted(name)) + condition(query.comparison, query.value) + ending
}

function inParentheses(query: Query, kinds: readonly Query['kind'][]): string {
  return kinds.includes(query.kind) ? `(${formatQuery(query)})` : formatQuery(query)
}
