import { StillwaterError, toErrorBody, ValidationError } from '#shared/error'
import type { TaskErrorBody } from '#shared/api/task'
import { describeError } from '#shared/i18n/format'
import type { ApiResponse } from '#shared/wire'

/** Exit statuses of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** The command line itself is wrong; the message is one sentence. */
export class UsageError extends Error {}

/** The API refused a request; the message is its reason and what to do about it. */
export class ApiProblem extends Error {
  readonly status: number
  readonly body: unknown

  constructor(response: ApiResponse) {
    super(sentenceOf(response))
    this.name = 'ApiProblem'
    this.status = response.status
    this.body = response.body
  }
}

/** A task failed; the message is the reason it gave, in the words of the host that ran it. */
export class TaskProblem extends Error {
  constructor({ description, advice }: TaskErrorBody) {
    super(join(description, advice))
    this.name = 'TaskProblem'
  }
}

function sentenceOf({ status, body }: ApiResponse): string {
  if (typeof body !== 'object' || body === null) return `HTTP status ${status}`
  const fields = body as Record<string, unknown>
  if (typeof fields['detail'] === 'string') return join(fields['detail'], fields['advice'])
  const parts = Object.entries(fields).map(([field, problem]) => {
    const text = Array.isArray(problem) ? problem.join(' ') : String(problem)
    return field === 'non_field_errors' ? text : `${field}: ${text}`
  })
  return parts.join('; ') || `HTTP status ${status}`
}

function join(description: string, advice: unknown): string {
  if (typeof advice !== 'string' || advice === '') return description
  return `${/[.!?]$/.test(description) ? description : `${description}.`} ${advice}`
}

/** One line for the user about anything that was thrown: what happened and what to do about it. */
export function lineOf(error: unknown): string {
  return sentence(error)
    .replaceAll(/\s*\n\s*/g, '; ')
    .trim()
}

function sentence(error: unknown): string {
  if (error instanceof UsageError || error instanceof ApiProblem || error instanceof TaskProblem) return error.message
  if (error instanceof ValidationError) return sentenceOf({ status: error.status, body: error.fields })
  const { description, advice } = describeError(toErrorBody(error))
  return join(description, advice)
}

/** The error of a file that cannot be read. */
export function unreadable(path: string, cause: unknown): StillwaterError {
  const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : (cause as Error).message
  return new StillwaterError('cli.file_unreadable', { path, reason }, { cause })
}
