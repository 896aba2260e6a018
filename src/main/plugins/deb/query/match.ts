/** Whether packages are what a query asks for. */
import type { Paragraph } from '../control/paragraph.ts'
import { fits, parseRelation, parseRelations } from '../closure/relation.ts'
import type { Comparison, Query } from './ast.ts'
import { linearExpression } from './expression.ts'

/** Relationship fields: a package is in them by its name, with or without a version. */
const RELATIONSHIPS = new Set(
  'Depends Pre-Depends Recommends Suggests Enhances Conflicts Breaks Replaces Provides'
    .split(' ')
    .map((name) => name.toLowerCase()),
)
/** Characters of a field that an expression is held against. */
const MAX_VALUE = 65_536

const VERSIONS = new Set(['version', '$version', '$sourceversion'])

/** Whether the stanza of a package is what the query asks for. */
export function matches(query: Query, paragraph: Paragraph): boolean {
  switch (query.kind) {
    case 'and':
      return query.operands.every((one) => matches(one, paragraph))
    case 'or':
      return query.operands.some((one) => matches(one, paragraph))
    case 'not':
      return !matches(query.operand, paragraph)
    case 'package':
      return isPackage(query, paragraph)
    case 'field':
      return isField(query, paragraph)
  }
}

function isPackage(query: Extract<Query, { kind: 'package' }>, paragraph: Paragraph): boolean {
  const { name, comparison, value, architecture } = query
  if (paragraph.line('Package') !== name) return false
  if (architecture !== null && paragraph.line('Architecture') !== architecture) return false
  return comparison === null || compare(paragraph.line('Version') ?? '', comparison, value, true)
}

function isField(query: Extract<Query, { kind: 'field' }>, paragraph: Paragraph): boolean {
  const { field, comparison, value } = query
  const text = valueOf(field, paragraph)
  if (comparison === null) return text !== null && text !== ''
  if (text === null) return false
  const key = field.toLowerCase()
  if (comparison === '=' && RELATIONSHIPS.has(key)) return mentions(text, value)
  if (comparison === '=' && key === 'tag') return text.split(/\s*,\s*/).includes(value)
  return compare(text, comparison, value, VERSIONS.has(key) || isOrder(comparison))
}

const isOrder = (comparison: Comparison): boolean => !['=', '%', '~'].includes(comparison)

/** Value of a field as one line, or of one that is made up; null when the package has none. */
function valueOf(field: string, paragraph: Paragraph): string | null {
  const source = paragraph.line('Source')
  switch (field) {
    case '$Architecture':
      return paragraph.line('Architecture')
    case '$Version':
      return paragraph.line('Version')
    case '$Source':
      return source?.replace(/\s*\(.*$/, '') ?? paragraph.line('Package')
    case '$SourceVersion':
      return /\(\s*([^\s)]+)/.exec(source ?? '')?.[1] ?? paragraph.line('Version')
    case '$PackageType':
      return paragraph.line('Filename')?.endsWith('.udeb') ? 'udeb' : 'deb'
    case 'Name':
      return paragraph.line('Package')
    default:
      return (
        paragraph
          .get(field)
          ?.replaceAll(/\n[ \t]*/g, ' ')
          .trim() ?? null
      )
  }
}

/** Whether a relationship field names the package, or exactly the relation, that `value` is. */
function mentions(field: string, value: string): boolean {
  const wanted = parseRelation(value)
  if (!wanted) return field === value
  return parseRelations(field)
    .flat()
    .some(
      ({ name, operator, version }) =>
        name === wanted.name &&
        (wanted.operator === null || (operator === wanted.operator && version === wanted.version)),
    )
}

function compare(text: string, comparison: Comparison, value: string, isVersion: boolean): boolean {
  if (comparison === '%') return globExpression(value).test(text)
  if (comparison === '~') return linearExpression(value)?.test(text.slice(0, MAX_VALUE)) ?? false
  if (!isVersion) return text === value
  return fits(text, comparison, value)
}

const globs = new Map<string, RegExp>()

/** A glob as an expression of the whole text: `*`, `?` and `[a-z]`. Stars are matched in linear time like everything here. */
function globExpression(glob: string): RegExp {
  let expression = globs.get(glob)
  if (!expression) {
    const pattern = glob
      .replaceAll(/[\\^$.|+(){}]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')
      .replaceAll(/\[!/g, '[^')
    expression = linearExpression(`^(?:${pattern})$`) ?? literal(glob)
    if (globs.size > 1000) globs.clear()
    globs.set(glob, expression)
  }
  return expression
}

/** A glob that is none, such as one with an open bracket, is a text. */
const literal = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[\\^$.|+*?(){}[\]]/g, '\\$&')}$`)
