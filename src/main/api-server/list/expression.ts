/** `q`: filters of a list joined by NOT, AND, OR and parentheses. Grammar, complexity and messages are those of pulpcore's ExpressionFilter. */
import { ValidationError } from '#shared/error'
import type { FilterTerm } from '#engine/db/filter'
import { fieldError } from '../message.ts'

/** What one comparison `name=value` means. @throws ValidationError */
export type TermsOf = (name: string, value: string) => readonly FilterTerm[]

export const MAX_COMPLEXITY = 8
const LONGEST = 4000
const DEEPEST = 50

interface Node {
  term: FilterTerm
  complexity: number
}

const TOKEN = /\s*(?:([()=])|"([^"]*)"|'([^']*)'|([\w.,*:/+~!À-ÿ-]+))/y

interface Token {
  /** Parentheses and the equals sign; null for words. */
  sign: string | null
  text: string
  quoted: boolean
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text)
    if (!match) throw fieldError('q', 'bad_expression')
    const [, sign = null, double, single, word] = match
    tokens.push({ sign, text: double ?? single ?? word ?? '', quoted: (double ?? single) !== undefined })
  }
  return tokens
}

class Parser {
  private readonly tokens: readonly Token[]
  private readonly termsOf: TermsOf
  private at = 0
  private depth = 0

  constructor(tokens: readonly Token[], termsOf: TermsOf) {
    this.tokens = tokens
    this.termsOf = termsOf
  }

  whole(): Node {
    const node = this.alternatives()
    if (this.at < this.tokens.length) throw fieldError('q', 'bad_expression')
    return node
  }

  private alternatives(): Node {
    return this.joined('OR', 'any', () => this.joined('AND', 'all', () => this.negated()))
  }

  private joined(word: string, lookup: 'any' | 'all', next: () => Node): Node {
    const nodes = [next()]
    while (this.takes(word)) nodes.push(next())
    const [only] = nodes
    if (only && nodes.length === 1) return only
    const complexity = nodes.reduce((sum, node) => sum + node.complexity, 1)
    return { term: { field: '', lookup, value: nodes.map(({ term }) => term) }, complexity }
  }

  private negated(): Node {
    if (++this.depth > DEEPEST) throw fieldError('q', 'expression_complexity')
    try {
      if (!this.takes('NOT')) return this.group()
      const { term, complexity } = this.negated()
      return { term: { field: '', lookup: 'none', value: [term] }, complexity: complexity + 1 }
    } finally {
      this.depth--
    }
  }

  private group(): Node {
    if (!this.takesSign('(')) return this.comparison()
    const node = this.alternatives()
    if (!this.takesSign(')')) throw fieldError('q', 'bad_expression')
    return node
  }

  private comparison(): Node {
    const name = this.tokens[this.at++]
    if (!name || name.sign !== null || name.quoted || !/^[a-z]\w*$/i.test(name.text) || !this.takesSign('='))
      throw fieldError('q', 'bad_expression')
    const value = this.tokens[this.at++]
    if (!value || value.sign !== null) throw fieldError('q', 'bad_expression')
    return { term: { field: '', lookup: 'all', value: this.termsOf(name.text, value.text) }, complexity: 1 }
  }

  private takes(word: string): boolean {
    const token = this.tokens[this.at]
    if (token?.text !== word || token.quoted || token.sign !== null) return false
    this.at++
    return true
  }

  private takesSign(sign: string): boolean {
    if (this.tokens[this.at]?.sign !== sign) return false
    this.at++
    return true
  }
}

/** The condition an expression stands for. @throws ValidationError on `q` */
export function parseExpression(text: string, termsOf: TermsOf): FilterTerm {
  if (text.length > LONGEST) throw fieldError('q', 'too_long', { limit: LONGEST })
  const { term, complexity } = new Parser(tokensOf(text), (name, value) => inExpression(termsOf, name, value)).whole()
  if (complexity > MAX_COMPLEXITY) throw fieldError('q', 'expression_complexity')
  return term
}

/** What is wrong with a value is wrong with the expression. */
function inExpression(termsOf: TermsOf, name: string, value: string): readonly FilterTerm[] {
  try {
    return termsOf(name, value)
  } catch (error) {
    if (!(error instanceof ValidationError) || 'q' in error.fields) throw error
    const messages = Object.entries(error.fields).map(([field, texts]) => `${field}: ${texts.join(' ')}`)
    throw new ValidationError({ q: messages })
  }
}
