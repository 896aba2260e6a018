import { ZodError } from 'zod'
import { StillwaterError, ValidationError } from '#shared/error'
import { describeError } from '#shared/i18n/format'
import { requestMessage } from './message.ts'
import { fieldProblems } from './field-problem.ts'

export interface ErrorAnswer {
  status: number
  body: unknown
  /** Nobody expected this: it belongs into the log. */
  unexpected: boolean
}

/** Statuses of the web framework's own refusals. */
const FRAMEWORK: Readonly<Record<string, StillwaterError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new StillwaterError('api.media_type', {}, { status: 415 }),
  FST_INVALID_MULTIPART_CONTENT_TYPE: new StillwaterError('request.no_file', {}, { status: 415 }),
  FST_ERR_CTP_EMPTY_JSON_BODY: new StillwaterError('request.bad_json', {}, { status: 400 }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new StillwaterError('request.bad_json', {}, { status: 400 }),
}

/** Any failure as status and body: `{field: [messages]}` for what can be refused by field, else `{detail, code, advice}`. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ValidationError) return { status: 400, body: error.fields, unexpected: false }
  if (error instanceof ZodError) return { status: 400, body: fieldProblems(error, undefined), unexpected: false }
  if (error instanceof StillwaterError) return ofStillwater(error)
  return ofSystem(error as { code?: string; statusCode?: number; message?: string } | null)
}

function ofStillwater(error: StillwaterError): ErrorAnswer {
  const { description, advice } = describeError(error.toBody())
  const body = { detail: description, code: error.code, ...(advice === null ? {} : { advice }) }
  return { status: error.status, body, unexpected: error.status >= 500 }
}

function ofSystem(error: { code?: string; statusCode?: number; message?: string } | null): ErrorAnswer {
  const code = error?.code ?? ''
  const known = FRAMEWORK[code]
  if (known) return ofStillwater(known)
  if (code === 'SQLITE_CONSTRAINT_UNIQUE') {
    const column = /\.(\w+)$/.exec(error?.message ?? '')?.[1] ?? 'non_field_errors'
    return { status: 400, body: { [column]: [requestMessage('not_unique')] }, unexpected: false }
  }
  const status = error?.statusCode ?? 500
  if (status === 413) return ofStillwater(new StillwaterError('api.body_too_large', {}, { status }))
  if (status === 400) return ofStillwater(new StillwaterError('request.bad_json', {}, { status }))
  if (status < 500) return { status, body: { detail: error?.message ?? '' }, unexpected: false }
  return { ...ofStillwater(new StillwaterError('api.internal', {}, { status: 500 })), unexpected: true }
}
