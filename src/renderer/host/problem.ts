import type { ApiResponse } from '#shared/wire'

/** Messages by field name; the empty name holds those that belong to no field. */
export type FieldProblems = Readonly<Record<string, string[]>>

interface ProblemParts {
  /** HTTP status; 0 when no answer came. */
  status: number
  code?: string
  detail?: string
  advice?: string
  fields?: FieldProblems
  cause?: unknown
}

/** A refused or failed request, in the words the API gave. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string | null
  readonly detail: string | null
  readonly advice: string | null
  readonly fields: FieldProblems

  constructor(parts: ProblemParts) {
    super(parts.detail ?? `status ${parts.status}`, { cause: parts.cause })
    this.name = 'ApiProblem'
    this.status = parts.status
    this.code = parts.code ?? null
    this.detail = parts.detail ?? null
    this.advice = parts.advice ?? null
    this.fields = parts.fields ?? {}
  }
}

/** Reads both of the API's error bodies: `{detail, code, advice}` and `{field: [messages]}`. */
export function problemOf({ status, body }: ApiResponse): ApiProblem {
  if (!isRecord(body)) return new ApiProblem({ status })
  if (typeof body['detail'] === 'string') {
    const parts: ProblemParts = { status, detail: body['detail'] }
    if (typeof body['code'] === 'string') parts.code = body['code']
    if (typeof body['advice'] === 'string') parts.advice = body['advice']
    return new ApiProblem(parts)
  }
  return new ApiProblem({ status, fields: fieldProblems(body) })
}

/** Field messages with nesting undone: `{input: {url: […]}}` and `{"input.url": […]}` both speak of `url`. */
export function fieldProblems(body: Record<string, unknown>): FieldProblems {
  const fields: Record<string, string[]> = {}
  const add = (path: string, message: string): void => {
    const name = path.split('.').at(-1) ?? ''
    const key = name === 'non_field_errors' ? '' : name
    fields[key] = [...(fields[key] ?? []), message]
  }
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') add(name, value)
    else if (Array.isArray(value)) for (const message of value) add(name, String(message))
    else if (isRecord(value))
      for (const [inner, messages] of Object.entries(fieldProblems(value)))
        for (const message of messages) add(inner, message)
  }
  return fields
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
