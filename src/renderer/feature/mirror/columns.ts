/** Which columns a table of content units gets, derived from the units themselves, so that new content types need no screen of their own. */

/** Fields people look for first, in this order. */
const FIRST = ['name', 'relative_path', 'version', 'arch', 'release', 'license', 'size', 'unpacked_size'] as const
/** A type's own checksum first, then the strong ones. */
const DIGESTS = ['integrity', 'sha256', 'digest', 'sha512', 'sha1', 'md5', 'checksum'] as const
const MAX = 5

/** How a column is shown. */
export interface ColumnShape {
  field: string
  kind: 'text' | 'bytes' | 'digest'
}

/** Names of the columns for rows such as these; at most five. */
export function columnsOf(rows: readonly Record<string, unknown>[]): ColumnShape[] {
  const shown = new Set<string>()
  for (const row of rows) for (const [field, value] of Object.entries(row)) if (isShown(value)) shown.add(field)
  const first = FIRST.filter((field) => shown.has(field))
  // A path repeats the name where both are there.
  const texts = first.includes('name') ? first.filter((field) => field !== 'relative_path') : first
  const digest = DIGESTS.find((field) => shown.has(field))
  const fields: string[] = [...texts, ...(digest ? [digest] : [])].slice(0, MAX)
  if (fields.length === 0) fields.push(...[...shown].filter((field) => !field.startsWith('pulp_')).slice(0, MAX))
  return fields.map((field) => ({ field, kind: kindOf(field) }))
}

function kindOf(field: string): ColumnShape['kind'] {
  if (field.endsWith('size')) return 'bytes'
  return (DIGESTS as readonly string[]).includes(field) ? 'digest' : 'text'
}

function isShown(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
}

/** A field's value as one line. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
