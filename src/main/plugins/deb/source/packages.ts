import { ValidationError } from '#shared/error'
import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorPlan, MirrorSourceDeclaration } from '#plugin-api'
import '../messages.ts'
import { choiceFields, choiceFrom, filtersIn, previewChoice } from './choice.ts'
import {
  archiveFields,
  archiveFrom,
  keepField,
  keepFrom,
  keyField,
  keyFrom,
  nameFrom,
  suitesFrom,
  words,
} from './field.ts'

const text = (id: string): string => formatMessage(`plugin.deb.source.packages.${id}`)

/** Packages of an archive, with everything they need. */
export const packages: MirrorSourceDeclaration = {
  id: 'packages',
  isHeavy: true,
  get label() {
    return text('label')
  },
  get description() {
    return text('description')
  },
  get fields(): MirrorField[] {
    const [url, suites, ...parts] = archiveFields()
    return [
      ...[url, suites].filter((field) => field !== undefined),
      ...choiceFields('needed'),
      ...parts,
      keyField(),
      {
        name: 'sync_sources',
        label: formatMessage('plugin.deb.source.address.sync_sources.label'),
        kind: 'boolean',
        required: false,
        default: false,
      },
      keepField(),
    ]
  },
  async plan(request, engine, signal = new AbortController().signal, options = {}): Promise<MirrorPlan> {
    const { input } = request
    const url = archiveFrom(input.url)
    const suites = suitesFrom(input.distributions)
    const gpgkey = await keyFrom(input.gpgkey)
    const choice = choiceFrom(input)
    if (!choice) throw new ValidationError({ package_query: [text('package_query.missing')] })
    const keep = keepFrom(input.retain_package_versions)
    const components = words(input.components).join(' ') || null
    const remote = {
      url,
      policy: request.policy ?? ('immediate' as const),
      distributions: suites.join(' '),
      components,
      architectures: words(input.architectures).join(' ') || null,
      sync_sources: input.sync_sources === true,
      gpgkey,
      ...choice.settings,
      ...filtersIn(input),
    }
    const preview = await previewChoice(engine, remote, choice, keep, signal, options)
    if (gpgkey === null) preview.warnings.unshift(formatMessage('plugin.deb.preview.no_key'))
    return {
      name: request.name ?? nameFrom(url, suites),
      repository: { autopublish: true, retain_package_versions: keep },
      remote,
      distribution: { pulp_labels: { suites: suites.join(' '), ...(components === null ? {} : { components }) } },
      syncOptions: { mirror: true },
      preview,
    }
  },
}
