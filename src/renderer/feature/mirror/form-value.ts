/** What a field shows as text, and what is sent for it. */
import type { FormField } from '#shared/api/form'

/** What was typed, by field; null clears a secret. Fields nobody touched are not in it. */
export type FormDraft = Readonly<Record<string, string | null>>

/** Kept as one entry per line while they are edited. */
const LISTS: readonly FormField['kind'][] = ['string-list', 'multi-select', 'reference-list']

export function toText({ kind }: FormField, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (kind === 'pairs' && Array.isArray(value)) return value.flatMap((map) => lines(map as object)).join('\n')
  if (Array.isArray(value) && LISTS.includes(kind)) return value.join('\n')
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

const lines = (map: object): string[] => Object.entries(map).map(([name, value]) => `${name}: ${String(value)}`)

/** What makes no sense is sent as it is, so that the API says what is wrong with it. */
export function fromText({ kind, nullable }: FormField, text: string): unknown {
  if (kind === 'boolean') return text === 'true'
  if (LISTS.includes(kind)) return linesOf(text)
  if (kind === 'pairs') return linesOf(text).map(pairOf)
  if (text.trim() === '') return nullable ? null : ''
  if (kind === 'number') return Number.isNaN(Number(text)) ? text : Number(text)
  if (kind === 'json') return parsed(text)
  return kind === 'long-text' ? text : text.trim()
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function pairOf(line: string): Record<string, string> {
  const end = line.indexOf(':')
  return end < 0 ? { [line]: '' } : { [line.slice(0, end).trim()]: line.slice(end + 1).trim() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The fields that were changed, as the API takes them. */
export function changesOf(
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
  draft: FormDraft,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const field of fields) {
    const text = draft[field.name]
    if (text === undefined) continue
    if (field.secret) {
      if (text !== '') changes[field.name] = text
    } else if (text !== toText(field, values[field.name])) changes[field.name] = fromText(field, text ?? '')
  }
  return changes
}
