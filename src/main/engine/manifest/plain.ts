/** Rows as manifests hold them: by column, in code form, without anything secret. */
import { redact } from '#shared/redact'
import type { AnyModel, BaseRow, Instance } from '../db/model.ts'
import { isSecretColumn } from '../db/secret-column.ts'
import type { ManifestLine } from './object.ts'

/** What stands for bytes in JSON. */
const BYTES = '$base64'

/** Headers are the user's own words and often hold a token. */
const LEFT_OUT = new Set(['headers'])

/** Whether manifests hold a column. */
export const isKept = (model: AnyModel, name: string): boolean =>
  !LEFT_OUT.has(name) && !isSecretColumn(model.tables, name)

/** The columns of an object. */
export function plainObject(object: Instance<BaseRow>): ManifestLine {
  const model = object.model as unknown as AnyModel
  const entries = Object.entries(object as unknown as Record<string, unknown>)
  return Object.fromEntries(
    entries.filter(([name]) => isKept(model, name)).map(([name, value]) => [name, plainValue(name, value)]),
  )
}

/** A value of a column, as JSON can hold it. */
export function plainValue(name: string, value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { [BYTES]: value.toString('base64') }
  // An address may carry a user and a password.
  return typeof value === 'string' && name.endsWith('url') ? redact(value).replace('//***@', '//') : value
}

/** The same columns, as a model takes them. */
export function valuesOf(line: ManifestLine): Record<string, unknown> {
  return Object.fromEntries(Object.entries(line).map(([name, value]) => [name, codeValue(value)]))
}

function codeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES in value)) return value
  return Buffer.from(String((value as Record<string, unknown>)[BYTES]), 'base64')
}
