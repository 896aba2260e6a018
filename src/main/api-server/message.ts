import { ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'

/** The sentence `error.request.<id>` of the catalogue. */
export function requestMessage(id: string, values: Record<string, string | number> = {}): string {
  return formatMessage(`error.request.${id}`, values)
}

/** A refusal of one field. */
export function fieldError(field: string, id: string, values: Record<string, string | number> = {}): ValidationError {
  return new ValidationError({ [field]: [requestMessage(id, values)] })
}
