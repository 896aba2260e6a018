/** Questions that every kind of mirror asks, for what they are about is the core's: which units of the upstream are wanted. */
import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorSourceDeclaration } from '#engine/plugin/declaration'
import { parseBody } from '../field-problem.ts'
import { globs } from '../resource/write-schema.ts'
import * as z from 'zod'

const NAMES = ['include', 'exclude'] as const

const filterSchema = z.object({ include: globs, exclude: globs })
type Filters = z.infer<typeof filterSchema>

function filterField(name: (typeof NAMES)[number]): MirrorField {
  return {
    name,
    label: formatMessage(`ui.mirror.${name}`),
    help: formatMessage(`ui.mirror.${name}.help`),
    kind: 'string-list',
    required: false,
    advanced: true,
  }
}

/** The questions of a source, the common ones last. */
export function sourceFields({ fields }: MirrorSourceDeclaration): MirrorField[] {
  const own = new Set(fields.map(({ name }) => name))
  return [...fields, ...NAMES.filter((name) => !own.has(name)).map(filterField)]
}

/** The globs of a request; what was left out is empty. @throws ValidationError on `include` or `exclude` */
export function filtersOf(input: Readonly<Record<string, unknown>>): Filters {
  const given = NAMES.filter((name) => input[name] !== undefined && input[name] !== '' && input[name] !== null)
  return parseBody(filterSchema, Object.fromEntries(given.map((name) => [name, input[name]])))
}
