/** Query parameters that narrow a list, derived from the fields of what is listed. */
import { StillwaterError, ValidationError } from '#shared/error'
import { type FilterTerm, type Lookup, TEXT_LOOKUPS } from '#engine/db/filter'
import { foldCase, linearRegex } from '#engine/db/regex'
import { formatMessage } from '#shared/i18n/format'
import { requestMessage } from '../message.ts'
import type { QueryParameter } from '../operation.ts'
import type { Field, FieldType } from '../resource/field.ts'
import type { References } from '../resource/reference.ts'

export interface Filter {
  parameter: QueryParameter
  /** The condition, from the parameter's values. @throws ValidationError */
  terms(values: readonly string[]): readonly FilterTerm[]
}

const ORDERED: readonly Lookup[] = ['exact', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'range']

const LOOKUPS_OF: Readonly<Record<FieldType, readonly Lookup[]>> = {
  text: TEXT_LOOKUPS,
  integer: ORDERED,
  time: ORDERED,
  boolean: ['exact'],
  digest: ['exact', 'ne', 'in'],
  reference: ['exact', 'in'],
  json: [],
}

const SCHEMA_OF: Readonly<Record<FieldType, Record<string, unknown>>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  time: { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
  digest: { type: 'string' },
  reference: { type: 'string', format: 'uri' },
  json: {},
}

const LIST_LOOKUPS = new Set<Lookup>(['in', 'range'])

/** Values of `a=1,2&a=3`. */
export function splitList(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).filter((value) => value !== '')
}

function parameterOf(field: Field, lookup: Lookup): QueryParameter {
  const name = lookup === 'exact' ? field.name : `${field.name}__${lookup}`
  if (lookup === 'isnull') return { name, schema: { type: 'boolean' } }
  const names = lookup === 'exact' || lookup === 'ne' || lookup === 'in'
  const schema = { ...SCHEMA_OF[field.type], ...(names && field.format ? { format: field.format } : {}) }
  return LIST_LOOKUPS.has(lookup) ? { name, schema: { type: 'array', items: schema } } : { name, schema }
}

/** Every filter that follows from a field. */
export function fieldFilters(field: Field, references: References): Filter[] {
  const lookups = [...LOOKUPS_OF[field.type], ...(field.nullable && field.type !== 'json' ? (['isnull'] as const) : [])]
  return lookups.map((lookup) => {
    const parameter = parameterOf(field, lookup)
    const convert = (text: string): unknown => convertValue(parameter.name, field, text, references)
    return {
      parameter,
      terms(values) {
        return [{ field: field.column, lookup, value: lookupValue(parameter.name, lookup, values, convert) }]
      },
    }
  })
}

function lookupValue(
  name: string,
  lookup: Lookup,
  values: readonly string[],
  convert: (text: string) => unknown,
): unknown {
  const last = values.at(-1) ?? ''
  if (lookup === 'isnull') return booleanValue(name, last)
  if (lookup === 'regex' || lookup === 'iregex') return regexValue(name, last, lookup === 'iregex')
  if (!LIST_LOOKUPS.has(lookup)) return convert(last)
  const list = splitList(values)
  if (lookup === 'range' && list.length !== 2) refuse(name, 'not_a_range')
  return list.map(convert)
}

function regexValue(name: string, pattern: string, fold: boolean): string {
  try {
    linearRegex(fold ? foldCase(pattern) : pattern)
    return pattern
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    throw new ValidationError({ [name]: [formatMessage(`error.${error.code}`, error.params)] })
  }
}

function refuse(parameter: string, id: string): never {
  throw new ValidationError({ [parameter]: [requestMessage(id)] })
}

export function booleanValue(parameter: string, text: string): boolean {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === '1') return true
  if (lower === 'false' || lower === '0') return false
  return refuse(parameter, 'not_a_boolean')
}

function timeValue(parameter: string, text: string): number {
  // A plus sign in a query is a blank once decoded.
  const time = Date.parse(text.replace(/ (?=\d\d:\d\d$)/, '+'))
  return Number.isNaN(time) ? refuse(parameter, 'not_a_time') : time
}

function convertValue(parameter: string, field: Field, text: string, references: References): unknown {
  switch (field.type) {
    case 'integer':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : refuse(parameter, 'not_a_number')
    case 'time':
      return timeValue(parameter, text)
    case 'boolean':
      return booleanValue(parameter, text)
    case 'digest':
      return text.toLowerCase()
    case 'reference':
      return referenceValue(parameter, field, text, references)
    default:
      return text
  }
}

function referenceValue(parameter: string, field: Field, text: string, references: References): string | null {
  if (text === 'null') return null
  if (field.target === 'version') return references.requireVersion(parameter, text).id
  const reference = references.parse(text)
  if (!field.target || reference?.model.kind !== field.target) {
    throw new ValidationError({
      [parameter]: [requestMessage('not_a_reference', { value: text, kind: field.target ?? 'object' })],
    })
  }
  return reference.id
}
