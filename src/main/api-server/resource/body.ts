import { HEADERS, maskHeaders } from '#engine/secret/header-values'
import type { AnyModel, BaseRow, Instance } from '#engine/db/model'
import type { ApiContext } from '../context.ts'
import { type Field, fieldsOf, secretsOf } from './field.ts'

type Row = Record<string, unknown>

/** The object with the common fields of its model; what only its kind has is added by the kind. */
export function objectBody(context: ApiContext, model: AnyModel, object: Instance<BaseRow>): Record<string, unknown> {
  const row = object as unknown as Row
  const body: Record<string, unknown> = { pulp_href: object.href, prn: object.prn }
  for (const field of fieldsOf(model)) body[field.name] = fieldValue(context, field, row[field.column])
  if (model.kind === 'remote') body[HEADERS] = maskHeaders(body[HEADERS])
  const secrets = secretsOf(model)
  if (secrets.length > 0) {
    body.hidden_fields = secrets.map((name) => ({ name, is_set: row[name] !== null && row[name] !== undefined }))
  }
  return body
}

export function isoTime(time: number): string {
  return new Date(time).toISOString()
}

function fieldValue(context: ApiContext, field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (field.type === 'time') return isoTime(Number(value))
  if (field.type !== 'reference') return value
  const id = String(value)
  return field.target === 'version' || !field.target
    ? context.references.versionHref(id)
    : context.references.href(field.target, id)
}
