/** Relationship fields such as Depends. Source: Debian Policy, chapter 7; deb-control(5). */
import { compareVersions } from '../version.ts'

export type Operator = '<<' | '<=' | '=' | '>=' | '>>'

/** One package of a relationship: `name:architecture (>= 1)`. */
export interface Relation {
  name: string
  /** After the colon: `any`, `native` or an architecture; null when there is none. */
  architecture: string | null
  operator: Operator | null
  version: string | null
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '<<': '<<',
  '<=': '<=',
  '<': '<=',
  '=': '=',
  '>=': '>=',
  '>': '>=',
  '>>': '>>',
}

const RELATION = /^([A-Za-z0-9][A-Za-z0-9+._-]*)(?::([a-z0-9-]+))?\s*(?:\(\s*(<<|<=|>=|>>|<|=|>)\s*([^\s)]+)\s*\))?$/

/** One relation; null for what is none. Restrictions to architectures and profiles do not occur in binary packages. */
export function parseRelation(text: string): Relation | null {
  const match = RELATION.exec(text.trim())
  if (!match) return null
  const [, name = '', architecture, operator, version] = match
  return {
    name,
    architecture: architecture ?? null,
    operator: operator === undefined ? null : (OPERATORS[operator] ?? null),
    version: version ?? null,
  }
}

/** The groups of a field, each with its alternatives in order. What cannot be read is left out, as apt would refuse the index. */
export function parseRelations(field: string): Relation[][] {
  if (field === '') return []
  return field
    .split(',')
    .map((group) =>
      group
        .split('|')
        .map(parseRelation)
        .filter((one) => one !== null),
    )
    .filter((group) => group.length > 0)
}

/** Whether `version` fits the operator and the version after it. */
export function fits(version: string, operator: Operator, wanted: string): boolean {
  const order = compareVersions(version, wanted)
  if (operator === '=') return order === 0
  if (operator === '>=') return order >= 0
  if (operator === '<=') return order <= 0
  return operator === '>>' ? order > 0 : order < 0
}

export function formatRelation({ name, architecture, operator, version }: Relation): string {
  const qualified = architecture === null ? name : `${name}:${architecture}`
  return operator === null ? qualified : `${qualified} (${operator} ${version})`
}

/** Alternatives as they stand in a field. */
export const formatGroup = (group: readonly Relation[]): string => group.map(formatRelation).join(' | ')
