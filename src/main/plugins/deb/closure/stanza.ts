/** What the closure keeps of a stanza of Packages: what decides, and nothing else. */
import type { Paragraph } from '../control/paragraph.ts'
import { fits, parseRelations, type Relation } from './relation.ts'

/** In the order in which apt reads them: it numbers packages by first mention, and that decides between equals. */
const RELATIONS = [
  'Pre-Depends',
  'Depends',
  'Conflicts',
  'Breaks',
  'Recommends',
  'Suggests',
  'Replaces',
  'Enhances',
  'Provides',
] as const
export type RelationField = (typeof RELATIONS)[number]

const PRIORITIES = ['required', 'important', 'standard', 'optional', 'extra']

/** A relationship of a package: one of the alternatives must hold, or, of Conflicts and Breaks, none may. */
export interface Dependency {
  field: RelationField
  alternatives: Relation[]
}

export interface Provided {
  name: string
  version: string | null
}

export class Stanza {
  readonly name: string
  readonly version: string
  readonly architecture: string
  /** From 1, required, to 5, extra; what is not said is 4. */
  readonly priority: number
  readonly essential: boolean
  /** `Important: yes` or `Protected: yes`. */
  readonly important: boolean
  readonly multiArch: string
  /** Bytes of the package. */
  readonly size: number
  /** Path of the package below its archive. */
  readonly path: string
  /** Source package and its version, as the sources list it. */
  readonly source: string
  /** Of the suite it stands in: 500, or less for suites that apt must be asked for (NotAutomatic). */
  readonly pin: number
  private readonly fields: readonly string[]
  private parsed: Dependency[] | null = null

  constructor(paragraph: Paragraph, path: string, size: number, pin: number) {
    const line = (name: string): string => paragraph.line(name) ?? ''
    const yes = (name: string): boolean => line(name).toLowerCase() === 'yes'
    const kept = [
      line('Package'),
      line('Version'),
      line('Architecture'),
      line('Multi-Arch'),
      path,
      line('Source'),
      ...RELATIONS.map((name) => (paragraph.get(name) ?? '').replaceAll(/\s+/g, ' ')),
    ]
    // A copy of its own: a part of a string keeps the whole of it in memory, and a stanza is ten times as long.
    const parts = Buffer.from(kept.join('\0')).toString('utf8').split('\0')
    const [name = '', version = '', architecture = '', multiArch = '', ownPath = '', source = ''] = parts
    this.name = name
    this.version = version
    this.architecture = architecture
    this.multiArch = multiArch.toLowerCase()
    this.path = ownPath
    const sourceName = source.replace(/\s*\(.*$/, '') || name
    this.source = `${sourceName} ${/\(\s*([^\s)]+)/.exec(source)?.[1] ?? version}`
    this.fields = parts.slice(6)
    this.priority = PRIORITIES.indexOf(line('Priority').toLowerCase()) + 1 || 4
    this.essential = yes('Essential')
    this.important = yes('Important') || yes('Protected')
    this.size = size
    this.pin = pin
  }

  field(name: RelationField): string {
    return this.fields[RELATIONS.indexOf(name)] ?? ''
  }

  /** Pre-Depends, Depends, Conflicts, Breaks, Recommends and Suggests, in this order. */
  dependencies(): readonly Dependency[] {
    this.parsed ??= RELATIONS.slice(0, 6).flatMap((field) =>
      parseRelations(this.field(field)).flatMap((alternatives): Dependency[] =>
        // Negative relations know no alternatives.
        isNegative(field) ? alternatives.map((one) => ({ field, alternatives: [one] })) : [{ field, alternatives }],
      ),
    )
    return this.parsed
  }

  provides(): Provided[] {
    return parseRelations(this.field('Provides')).flatMap((group) =>
      group.map(({ name, version, operator }) => ({ name, version: operator === '=' ? version : null })),
    )
  }

  /** Names in the order of their first mention. */
  mentions(): string[] {
    return this.fields.flatMap((field) => (field === '' ? [] : (field.match(MENTION) ?? [])))
  }
}

const MENTION = /(?<=^|[,|]\s?)[A-Za-z0-9][A-Za-z0-9+._-]*/g

export function isNegative(field: RelationField): boolean {
  return field === 'Conflicts' || field === 'Breaks'
}

/** Whether the package itself, not what it provides, is what a relation asks for, on a system of the architecture. */
export function isTarget(stanza: Stanza, relation: Relation, native: string): boolean {
  if (stanza.name !== relation.name) return false
  const { architecture } = relation
  if (architecture === 'any' && stanza.multiArch !== 'allowed') return false
  if (architecture !== null && !['any', 'native', native].includes(architecture)) return false
  return relation.operator === null || fits(stanza.version, relation.operator, relation.version ?? '')
}

/** Whether something a package provides is what a relation asks for: a version is wanted only of what has one. */
export function isProvided(
  { multiArch }: Stanza,
  { name, version }: Provided,
  relation: Relation,
  native: string,
): boolean {
  if (name !== relation.name) return false
  const { architecture } = relation
  if (architecture === 'any' && multiArch !== 'allowed') return false
  if (architecture !== null && !['any', 'native', native].includes(architecture)) return false
  if (relation.operator === null) return true
  return version !== null && fits(version, relation.operator, relation.version ?? '')
}
