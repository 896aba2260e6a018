/** Writes fields of control files. Source: Debian Policy, 5.1. */
import { StillwaterError } from '#shared/error'

/**
 * One field with its line feed. Further lines of the value are continued; empty ones become the dot that Policy wants.
 * @throws StillwaterError `deb.field_unwritable` for a name or a value that would end the stanza or begin another field
 */
export function formatField(name: string, value: string): string {
  if (!/^[!-,.-9;-~][!-9;-~]*$/.test(name) || /[\0\r]/.test(value)) throw unwritable(name)
  const [first = '', ...rest] = value.split('\n')
  const lines = rest.map((line) => continued(line))
  const head = first === '' ? `${name}:` : `${name}: ${first}`
  return `${[head, ...lines].join('\n')}\n`
}

function continued(line: string): string {
  if (line.trim() === '') return ' .'
  return /^[ \t]/.test(line) ? line : ` ${line}`
}

/** A stanza of the fields that have a value, without the empty line after it. */
export function formatParagraph(fields: Iterable<readonly [string, string | null | undefined]>): string {
  let text = ''
  for (const [name, value] of fields) if (value !== null && value !== undefined) text += formatField(name, value)
  return text
}

/** The stanza with other values for some fields: where they stood, else at the end. Null takes a field out. */
export function replaceFields(text: string, values: Readonly<Record<string, string | null>>): string {
  const wanted = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), { name, value }]))
  const kept: string[] = []
  let skipping = false
  for (const line of text.split('\n')) {
    if (/^[ \t]/.test(line)) {
      if (!skipping) kept.push(line)
      continue
    }
    const key = line.slice(0, line.indexOf(':')).toLowerCase()
    const change = wanted.get(key)
    skipping = change !== undefined
    if (!change) kept.push(line)
    else {
      wanted.delete(key)
      if (change.value !== null) kept.push(formatField(change.name, change.value).slice(0, -1))
    }
  }
  for (const { name, value } of wanted.values()) {
    if (value !== null) kept.push(formatField(name, value).slice(0, -1))
  }
  return kept.filter((line) => line !== '').join('\n')
}

function unwritable(name: string): StillwaterError {
  return new StillwaterError('deb.field_unwritable', { name: name.slice(0, 80) }, { status: 400 })
}
