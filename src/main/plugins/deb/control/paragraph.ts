/** One stanza of a control file: fields in their order. Source: Debian Policy, chapter 5; deb822(5). */
import { StillwaterError } from '#shared/error'

const MAX_FIELDS = 1000
const MAX_NAME = 256
const FIELD_NAME = /^[!-,.-9;-~][!-9;-~]*$/

interface Field {
  name: string
  /** First line without blanks around it; further lines as they stand, each after a line feed. */
  value: string
}

/** A stanza as it stands, and what its fields say. */
export class Paragraph {
  /** The stanza's own text: lines joined by line feeds, without one at the end. */
  readonly text: string
  private readonly fields: ReadonlyMap<string, Field>

  constructor(text: string, fields: ReadonlyMap<string, Field>) {
    this.text = text
    this.fields = fields
  }

  /** Value of a field by its name in any case, or null. */
  get(name: string): string | null {
    return this.fields.get(name.toLowerCase())?.value ?? null
  }

  /** The same as one line, null when it is absent or empty. */
  line(name: string): string | null {
    const value = this.get(name)?.split('\n', 1)[0]?.trim() ?? ''
    return value === '' ? null : value
  }

  /** Further lines of a field without blanks around them. */
  lines(name: string): string[] {
    const [, ...rest] = (this.get(name) ?? '').split('\n')
    return rest.map((line) => line.trim()).filter((line) => line !== '')
  }

  /** Names in their own spelling and order. */
  names(): string[] {
    return [...this.fields.values()].map(({ name }) => name)
  }

  has(name: string): boolean {
    return this.fields.has(name.toLowerCase())
  }
}

/**
 * Reads one stanza. Lines that start with `#` are comments.
 * @throws StillwaterError `deb.control_invalid` with what is wrong; `number` counts stanzas in `file` from 1
 */
export function parseParagraph(text: string, file: string, number: number): Paragraph {
  const fail = (problem: string): never => {
    throw new StillwaterError('deb.control_invalid', { file, number, problem }, { status: 400 })
  }
  if (text.includes('\0')) fail('it holds a NUL')
  const fields = new Map<string, Field>()
  let last: Field | null = null
  const lines = text.split('\n')
  for (const line of lines) {
    const first = line[0]
    if (first === '#' || first === undefined) continue
    if (first === ' ' || first === '\t') {
      if (!last) return fail('it begins with a continued line')
      last.value += `\n${line}`
      continue
    }
    last = parseField(line, fail)
    const key = last.name.toLowerCase()
    if (fields.has(key)) return fail(`the field ${last.name} is there twice`)
    fields.set(key, last)
    if (fields.size > MAX_FIELDS) return fail(`it has more than ${MAX_FIELDS} fields`)
  }
  return new Paragraph(text, fields)
}

function parseField(line: string, fail: (problem: string) => never): Field {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  if (colon < 1) return fail(`the line ${JSON.stringify(line.slice(0, 80))} has no colon`)
  if (name.length > MAX_NAME || !FIELD_NAME.test(name)) {
    return fail(`${JSON.stringify(name.slice(0, 80))} is no name of a field`)
  }
  return { name, value: line.slice(colon + 1).trim() }
}
