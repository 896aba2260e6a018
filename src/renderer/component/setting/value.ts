import type { SettingBody } from '#shared/api/settings'

/** How a setting is edited, by its schema. */
export type ValueType =
  | { kind: 'boolean' }
  | { kind: 'number' }
  | { kind: 'text' }
  | { kind: 'choice'; options: string[] }
  | { kind: 'list'; options: string[] | null }

const strings = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null

export function typeOf({ schema }: Pick<SettingBody, 'schema'>): ValueType {
  const { type } = schema
  const options = strings(schema['enum'])
  if (options) return { kind: 'choice', options }
  if (type === 'boolean') return { kind: 'boolean' }
  if (type === 'number' || type === 'integer') return { kind: 'number' }
  if (type === 'array') {
    const items = (schema['items'] ?? {}) as Record<string, unknown>
    return { kind: 'list', options: strings(items['enum']) }
  }
  return { kind: 'text' }
}

/** A value as text. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-'
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map((one) => shown(one)).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Whether a setting has all the words of a search somewhere. */
export function matches({ name, title, about, group_title: group, value }: SettingBody, query: string): boolean {
  const text = [name, title, about, group, shown(value)].join(' ').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
