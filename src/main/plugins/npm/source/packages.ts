import { ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorSourceDeclaration } from '#plugin-api'
import '../messages.ts'
import { packageSpec } from '../closure/spec.ts'
import { keepField, keepFrom, platformsField, platformsFrom, registryFrom, urlField } from './field.ts'

/** Files of a project that a package manager would not take for packages either. */
const FILES = new Set(['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml'])

const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.npm.source.packages.${id}`, values)

/** Packages by name, with everything they need. */
export const packages: MirrorSourceDeclaration = {
  id: 'packages',
  get label() {
    return text('label')
  },
  get description() {
    return text('description')
  },
  get fields() {
    return [
      {
        name: 'package_specs',
        label: text('package_specs.label'),
        help: text('package_specs.help'),
        kind: 'string-list' as const,
        words: true,
        required: true,
        placeholder: 'left-pad@^1',
      },
      urlField(),
      platformsField(),
      keepField(),
    ]
  },
  async plan(request) {
    const wanted = specsFrom(request.input.package_specs)
    const specs = wanted.map(({ spec }) => spec)
    const platforms = platformsFrom(request.input)
    const url = registryFrom(request.input)
    return {
      name: request.name ?? wanted[0]?.name ?? 'npm',
      repository: { retain_package_versions: keepFrom(request.input) },
      remote: { url, policy: request.policy ?? 'immediate', package_specs: specs, platforms },
      distribution: {},
      preview: {
        summary: text('preview', { packages: specs.length }),
        packages: null,
        bytes: null,
        items: wanted.slice(0, 10).map(({ name, range }) => ({ name, ...(range === '*' ? {} : { version: range }) })),
        warnings: [],
      },
    }
  },
}

/** @throws ValidationError with one message for each spec that no registry could answer */
function specsFrom(input: unknown): { spec: string; name: string; range: string }[] {
  const entries = typeof input === 'string' ? input.split(/[\s,]+/) : Array.isArray(input) ? input.map(String) : []
  const specs = [...new Set(entries.map((entry) => entry.trim()).filter((entry) => entry !== ''))]
  if (specs.length === 0) throw new ValidationError({ package_specs: [text('package_specs.missing')] })
  const problems: string[] = []
  const wanted = specs.flatMap((spec) => {
    // Somebody else's package may have the name of a file that was meant.
    const read = FILES.has(spec) ? ({ kind: 'elsewhere' } as const) : packageSpec(spec)
    if (read.kind === 'registry') return [{ spec, name: read.name, range: read.range }]
    problems.push(text(`package_specs.${read.kind}`, { spec: spec.slice(0, 200) }))
    return []
  })
  if (problems.length > 0) throw new ValidationError({ package_specs: problems })
  return wanted
}
