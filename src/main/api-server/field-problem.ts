import type { ZodError } from 'zod'
import * as z from 'zod'
import { ValidationError } from '#shared/error'
import { requestMessage } from './message.ts'

type Problems = Record<string, string[]>
type Issue = ZodError['issues'][number]

/** Pulp's `{field: [messages]}` from a failed parse. `input` tells what is missing from what is wrong. */
export function fieldProblems(error: ZodError, input: unknown): Problems {
  const problems: Problems = {}
  const add = (field: string, message: string): void => void (problems[field] ??= []).push(message)
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) add([...issue.path, key].join('.'), requestMessage('unexpected'))
    } else add(issue.path.join('.') || 'non_field_errors', messageOf(issue, valueAt(input, issue.path)))
  }
  return problems
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  return value
}

function messageOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union') {
    if (value === undefined) return requestMessage('required')
    if (value === null) return requestMessage('null')
  }
  if (issue.code === 'invalid_value') {
    return requestMessage('not_a_choice', { value: String(value), choices: issue.values.join(', ') })
  }
  if (issue.code === 'too_small' && issue.origin === 'string' && value === '') return requestMessage('blank')
  if (issue.code === 'too_big' && issue.origin === 'string')
    return requestMessage('too_long', { limit: Number(issue.maximum) })
  return issue.message
}

/**
 * The body as the schema gives it back.
 * @throws ValidationError naming every field that is wrong
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const input = body === undefined || body === null ? {} : body
  if (typeof input !== 'object' || Array.isArray(input)) {
    throw new ValidationError({ non_field_errors: [requestMessage('not_object')] })
  }
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new ValidationError(fieldProblems(parsed.error, input))
  return parsed.data
}
