import { redact } from './redact.ts'

/** Values that fill the placeholders of an error's message. */
export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>

/** The form in which an error crosses threads and wires: no stack, no secret, no text that is not in the catalogue. */
export interface ErrorBody {
  code: string
  params: ErrorParams
}

/**
 * An error a user can act on. `code` is stable and names a message `error.<code>` in the catalogue, with what to do about it in
 * `error.<code>.advice`; `status` is the HTTP status it becomes.
 */
export class StillwaterError extends Error {
  readonly code: string
  readonly params: ErrorParams
  readonly status: number

  constructor(code: string, params: ErrorParams = {}, options: { status?: number; cause?: unknown } = {}) {
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'StillwaterError'
    this.code = code
    this.params = params
    this.status = options.status ?? 500
  }

  toBody(): ErrorBody {
    return { code: this.code, params: this.params }
  }
}

/** The same error with its stack left behind, as it may be stored or sent. Unknown errors become `internal`, without what looks like a secret. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof StillwaterError) return error.toBody()
  return { code: 'internal', params: { reason: redact(error instanceof Error ? error.message : String(error)) } }
}

/** Rebuilds an error from the other side of a thread. */
export function fromErrorBody(body: ErrorBody, status?: number): StillwaterError {
  return new StillwaterError(body.code, body.params, status === undefined ? {} : { status })
}

/** A request that can be refused field by field: status 400 and Pulp's `{field: [messages]}` body. */
export class ValidationError extends StillwaterError {
  readonly fields: Readonly<Record<string, string[]>>

  constructor(fields: Record<string, string[]>) {
    const first = Object.entries(fields)[0]
    super('request.invalid', { field: first?.[0] ?? '', problem: first?.[1][0] ?? '' }, { status: 400 })
    this.name = 'ValidationError'
    this.fields = fields
  }
}
