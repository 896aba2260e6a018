/** Reads queries: `or` binds loosest, then `and`, then `not`. The grammar is in docs/deb-query.md. */
import type { Comparison, Query } from './ast.ts'
import { type Token, queryInvalid, tokensOf } from './lexer.ts'
import { linearExpression } from './expression.ts'

const MAX_DEPTH = 100
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '<<': '<<',
  '<': '<<',
  '<=': '<=',
  '=': '=',
  '>=': '>=',
  '>': '>>',
  '>>': '>>',
  '%': '%',
  '~': '~',
}
const FIELD = /^(\$[A-Za-z]+|[A-Z][A-Za-z0-9-]*)$/
/** Fields that are made up from others. */
export const SPECIAL_FIELDS = ['$Architecture', '$PackageType', '$Source', '$SourceVersion', '$Version'] as const

/** @throws StillwaterError `deb.query_invalid` with the place and what is wrong there */
export function parseQuery(text: string): Query {
  return new Parser(text).parse()
}

class Parser {
  private readonly text: string
  private readonly tokens: readonly Token[]
  private at = 0
  private depth = 0

  constructor(text: string) {
    this.text = text
    this.tokens = tokensOf(text)
  }

  parse(): Query {
    const query = this.or()
    if (this.peek().kind !== 'end') throw this.problem(`${this.shown()} is not expected here`)
    return query
  }

  private or(): Query {
    return this.series('or', ['|', 'or'], () => this.and())
  }

  private and(): Query {
    return this.series('and', [',', '&', 'and'], () => this.not())
  }

  private series(kind: 'and' | 'or', signs: readonly string[], operand: () => Query): Query {
    const first = operand()
    const operands: [Query, ...Query[]] = [first]
    while (this.takes(...signs)) operands.push(operand())
    const [, second, ...others] = operands
    return second ? { kind, operands: [first, second, ...others] } : first
  }

  private not(): Query {
    this.depth += 1
    if (this.depth > MAX_DEPTH) throw this.problem(`it is nested more than ${MAX_DEPTH} deep`)
    const query = this.operand()
    this.depth -= 1
    return query
  }

  private operand(): Query {
    if (this.takes('!', 'not')) return { kind: 'not', operand: this.not() }
    if (!this.takes('(')) return this.term()
    const query = this.or()
    this.expect(')')
    return query
  }

  private term(): Query {
    const token = this.peek()
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      throw this.problem(token.kind === 'end' ? 'it ends too early' : `${this.shown()} is not expected here`)
    }
    this.at += 1
    if (token.kind === 'word' && FIELD.test(token.text)) return this.field(token)
    const { comparison, value } = this.condition()
    let architecture: string | null = null
    if (this.takes('{')) {
      architecture = this.word()
      this.expect('}')
    }
    return { kind: 'package', name: token.text, comparison, value, architecture }
  }

  private field({ text, column }: Token): Query {
    if (text.startsWith('$') && !SPECIAL_FIELDS.some((one) => one === text)) {
      throw queryInvalid(this.text, column, `${text} is none of ${SPECIAL_FIELDS.join(', ')}`)
    }
    return { kind: 'field', field: text, ...this.condition() }
  }

  private condition(): { comparison: Comparison | null; value: string } {
    if (!this.takes('(')) return { comparison: null, value: '' }
    const sign = this.peek()
    const comparison = sign.kind === 'sign' ? COMPARISONS[sign.text] : '='
    if (comparison === undefined) throw this.problem(`${this.shown()} is no comparison`)
    if (sign.kind === 'sign') this.at += 1
    const { column } = this.peek()
    const value = this.word()
    if (comparison === '~' && linearExpression(value) === null) {
      throw queryInvalid(this.text, column, 'the regular expression is not valid, or needs more than linear time')
    }
    if (comparison === '%' && value.length > 90) throw queryInvalid(this.text, column, 'the pattern is too long')
    this.expect(')')
    return { comparison, value }
  }

  /** A value: a quoted text, or everything up to the closing bracket that is no blank. */
  private word(): string {
    const token = this.peek()
    if (token.kind === 'quoted') {
      this.at += 1
      return token.text
    }
    let value = ''
    for (let next = token; next.kind !== 'end' && ![')', '}'].includes(next.text); next = this.peek()) {
      if (next.kind === 'quoted' || next.text === '(' || (value !== '' && next.column !== this.endOfLast())) break
      value += next.text
      this.at += 1
    }
    if (value === '') throw this.problem(`a value is expected, not ${this.shown()}`)
    return value
  }

  /** The column after the token that was taken last. */
  private endOfLast(): number {
    const last = this.tokens[this.at - 1] as Token
    return last.column + last.text.length
  }

  private peek(): Token {
    return this.tokens[this.at] as Token
  }

  private takes(...texts: readonly string[]): boolean {
    const { kind, text } = this.peek()
    if (kind === 'quoted' || kind === 'end' || !texts.includes(text)) return false
    this.at += 1
    return true
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw this.problem(`${text} is expected, not ${this.shown()}`)
  }

  private shown(): string {
    const { kind, text } = this.peek()
    return kind === 'end' ? 'the end' : JSON.stringify(text.slice(0, 80))
  }

  private problem(problem: string): ReturnType<typeof queryInvalid> {
    return queryInvalid(this.text, this.peek().column, problem)
  }
}
