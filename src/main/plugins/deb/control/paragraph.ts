/** One stanza of a control file: fields in their order. Source: Debian Policy, chapter 5; deb822(5). */
import { StillwaterError } from '#shared/error'

const MAX_FIELDS = 1000
const MAX_NAME = 256
const FIELD_NAME = /^[!-,.-9;-~][!-9;-~]*$/

interface FieldName {
  /** In its own spelling. */
  name: string
  /** In lower case. */
  key: string
}

/** Names that were met: an archive has a few dozen, in each of its stanzas. */
const known = new Map<string, FieldName>()
const MAX_KNOWN = 1000

function keyOf(name: string): string {
  return known.get(name)?.key ?? name.toLowerCase()
}

interface Field extends FieldName {
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
    return this.fields.get(keyOf(name))?.value ?? null
  }

  /** The same as one line, null when it is absent or empty. */
  line(name: string): string | null {
    const value = this.get(name) ?? ''
    const feed = value.indexOf('\n')
    return (feed === -1 ? value : value.slice(0, feed).trim()) || null
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

  get isEmpty(): boolean {
    return this.fields.size === 0
  }

  has(name: string): boolean {
    return this.fields.has(keyOf(name))
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
  let last: OpenField | null = null
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start)
    if (end === -1) end = text.length
    const first = text[start]
    if (first === '#' || first === '\n') continue
    if (first === ' ' || first === '\t') {
      if (!last) return fail('it begins with a continued line')
      continueField(last, text, start, end)
      continue
    }
    last = openField(text, start, end, fail)
    if (fields.has(last.key)) return fail(`the field ${last.name} is there twice`)
    fields.set(last.key, last)
    if (fields.size > MAX_FIELDS) return fail(`it has more than ${MAX_FIELDS} fields`)
  }
  return new Paragraph(text, fields)
}

/** A field to which further lines may belong. */
interface OpenField extends Field {
  /** Where the value begins in the text, and where it ends. */
  start: number
  end: number
  /** Whether it is that part of the text as it stands. */
  isPart: boolean
}

function openField(text: string, start: number, end: number, fail: (problem: string) => never): OpenField {
  const colon = text.indexOf(':', start)
  if (colon <= start || colon > end) {
    return fail(`the line ${JSON.stringify(text.slice(start, Math.min(end, start + 80)))} has no colon`)
  }
  const { name, key } = nameOf(text.slice(start, colon), fail)
  const line = text.slice(colon + 1, end)
  const rest = line.trimStart()
  const value = rest.trimEnd()
  return { name, key, value, start: end - rest.length, end, isPart: value.length === rest.length }
}

function continueField(field: OpenField, text: string, start: number, end: number): void {
  // One piece of the text costs nothing; what is put together takes memory of its own.
  field.isPart &&= start === field.end + 1
  field.value = field.isPart ? text.slice(field.start, end) : `${field.value}\n${text.slice(start, end)}`
  field.end = end
}

function nameOf(name: string, fail: (problem: string) => never): FieldName {
  const found = known.get(name)
  if (found) return found
  if (name.length > MAX_NAME || !FIELD_NAME.test(name)) {
    return fail(`${JSON.stringify(name.slice(0, 80))} is no name of a field`)
  }
  // Letters of its own: a part of a stanza would keep all of that.
  const own = Buffer.from(name, 'latin1').toString('latin1')
  const made = { name: own, key: own.toLowerCase() }
  if (known.size < MAX_KNOWN) known.set(own, made)
  return made
}
