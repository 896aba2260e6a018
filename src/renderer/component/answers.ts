/** Answers to the questions that a plugin declares, as a form holds them and as they are sent. */
import type { MirrorField } from '#shared/api/mirror'

/** What a form field holds; files keep their name for show. */
export type FieldValue = string | boolean | { name: string; text: string } | null

export type FieldValues = Record<string, FieldValue>

/** What a form begins with. */
export function initialValues(fields: readonly MirrorField[]): FieldValues {
  return Object.fromEntries(fields.map((field) => [field.name, initial(field)]))
}

/** What a field begins with, as declared. */
export function initial({ kind, default: value, options }: MirrorField): FieldValue {
  if (kind === 'file-text') return null
  if (kind === 'boolean') return value === true
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value === 'string') return value
  return kind === 'select' ? (options?.[0]?.value ?? '') : ''
}

/** Whether nobody has answered it. */
export function isBlank(value: FieldValue | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
}

/** What was answered, as it is sent. */
export function answersOf(fields: readonly MirrorField[], values: FieldValues): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (value === undefined || isBlank(value)) continue
    input[field.name] = sent(field, value)
  }
  return input
}

function sent(field: MirrorField, value: FieldValue): unknown {
  if (value !== null && typeof value === 'object') return value.text
  if (field.kind === 'string-list' && typeof value === 'string') return lines(value)
  return typeof value === 'string' && field.kind !== 'select' ? value.trim() : value
}

/** One entry per line, blank lines left out. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
