import { Option } from 'commander'
import { list, readText } from '../argument.ts'
import { t } from '../context.ts'
import { UsageError } from '../problem.ts'
import type { Field } from './operation.ts'

const RESERVED = new Set(['json', 'data-dir', 'background', 'help', 'filter'])

const typeOf = ({ schema }: Field): string | undefined =>
  [schema.type].flat().find((type) => type !== undefined && type !== 'null')

const isNullable = ({ schema }: Field): boolean =>
  schema.nullable === true || (Array.isArray(schema.type) && schema.type.includes('null'))

/** Name of a field on the command line; names commands have for themselves are made different. */
function flagOf(field: Field): string {
  const flag = field.name.replaceAll('_', '-').toLowerCase()
  return RESERVED.has(flag) ? `set-${flag}` : flag
}

/** The option that carries a field. */
export function optionFor(field: Field, isMandatory: boolean): Option {
  const flag = flagOf(field)
  const type = typeOf(field)
  const option = new Option(`--${flag} ${placeholder(field, type)}`, field.description)
  if (type === 'array') option.argParser(arrayOf)
  const choices = (field.schema.enum ?? []).filter((value) => typeof value === 'string')
  if (choices.length > 0 && !isNullable(field)) option.choices(choices)
  return option.makeOptionMandatory(isMandatory)
}

function placeholder({ schema }: Field, type: string | undefined): string {
  if (type === 'boolean') return '[true|false]'
  if (schema.format === 'binary') return '<file>'
  return type === 'array' ? '<values>' : '<value>'
}

function arrayOf(text: string, before: unknown[] | undefined): unknown[] {
  return text.startsWith('[') ? [...(before ?? []), ...(jsonOf(text) as unknown[])] : list(text, before as string[])
}

/** What the command line says about a field; undefined when it says nothing. */
export function given(field: Field, options: Readonly<Record<string, unknown>>): unknown {
  return options[flagOf(field).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
}

/** The JSON value of a field from its text. @throws UsageError when the text is not of the field's type */
export function valueFor(field: Field, text: unknown): unknown {
  if (typeof text !== 'string') return text
  if (isNullable(field) && (text === '' || text === 'null')) return null
  const type = typeOf(field)
  if (type === 'boolean') return booleanOf(field, text)
  if (type === 'integer' || type === 'number') return numberOf(field, text)
  if (type === 'object') return text.startsWith('{') ? jsonOf(text) : pairsOf(field, text)
  return text.startsWith('@') ? readText(text.slice(1)) : text
}

function booleanOf(field: Field, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new UsageError(t('cli.usage.boolean', { option: flagOf(field), value: text }))
}

function numberOf(field: Field, text: string): number {
  const value = Number(text)
  if (text !== '' && Number.isFinite(value)) return value
  throw new UsageError(t('cli.usage.number', { option: flagOf(field), value: text }))
}

function pairsOf(field: Field, text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => /^\s*([^=]+?)\s*=(.*)$/.exec(pair))
  if (pairs.includes(null)) throw new UsageError(t('cli.usage.pairs', { option: flagOf(field), value: text }))
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(t('cli.usage.json', { value: text }))
  }
}
