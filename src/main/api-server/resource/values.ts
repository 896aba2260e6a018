import type { AnyModel } from '#engine/db/model'
import { REMOTE_SECRETS } from '#engine/db/table/master'
import { HEADERS } from '#engine/secret/header-values'
import { holdsHeaders, holdsSecret } from '#engine/secret/remote-secrets'
import type { SecretBox } from '#engine/secret/secret-box'
import type { ApiContext } from '../context.ts'
import { fieldsOf } from './field.ts'

type Values = Record<string, unknown>

/** Models a reference of the object may point at, by field; fields left out may point at any of their kind. */
export type AllowedTargets = Readonly<Record<string, readonly AnyModel[]>>

/**
 * Columns from the fields a client wrote: references become ids of objects that exist.
 * @throws ValidationError
 */
export function columnValues(
  context: ApiContext,
  model: AnyModel,
  fields: Values,
  allowed: AllowedTargets = {},
): Values {
  const references = new Map(
    fieldsOf(model)
      .filter((field) => field.type === 'reference')
      .map((field) => [field.name, field]),
  )
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const field = references.get(name)
      if (!field) return [name, value]
      if (value === null || value === undefined) return [field.column, null]
      if (field.target === 'version' || !field.target) {
        return [field.column, context.references.requireVersion(name, value).id]
      }
      return [field.column, context.references.require(name, value, field.target, allowed[name]).id]
    }),
  )
}

/** Whether writing the values would leave the object as it is. What is undefined is not said, and so not compared. */
export function changesNothing(box: SecretBox, object: object, values: Values): boolean {
  const row = object as Values
  return Object.entries(values).every(
    ([name, value]) =>
      value === undefined ||
      (name === HEADERS && holdsHeaders(box, row[name], value)) ||
      (isSecret(name) && typeof value === 'string'
        ? holdsSecret(box, name, row[name], value)
        : JSON.stringify(row[name] ?? null) === JSON.stringify(value ?? null)),
  )
}

const isSecret = (name: string): boolean => REMOTE_SECRETS.some((secret) => secret === name)
