import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorPlan, MirrorSourceDeclaration } from '#plugin-api'
import '../messages.ts'
import { filtersIn } from './choice.ts'
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
import { previewWhole } from './whole.ts'

const text = (id: string): string => formatMessage(`plugin.deb.source.address.${id}`)

/** Suites of an archive by its address. */
export const address: MirrorSourceDeclaration = {
  id: 'address',
  isHeavy: true,
  makesUnseen: true,
  get label() {
    return text('label')
  },
  get description() {
    return text('description')
  },
  get fields(): MirrorField[] {
    return [
      ...archiveFields(),
      keyField(),
      { name: 'sync_sources', label: text('sync_sources.label'), kind: 'boolean', required: false, default: false },
      {
        name: 'verbatim',
        label: text('verbatim.label'),
        help: text('verbatim.help'),
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
    const components = words(input.components).join(' ') || null
    const architectures = words(input.architectures).join(' ') || null
    const labels = { suites: suites.join(' '), ...(components === null ? {} : { components }) }
    const facts = {
      verbatim: input.verbatim === true,
      retain_package_versions: keepFrom(input.retain_package_versions),
    }
    const remote = {
      url,
      policy: request.policy ?? ('on_demand' as const),
      distributions: suites.join(' '),
      components,
      architectures,
      sync_sources: input.sync_sources === true,
      gpgkey,
    }
    const preview = await previewWhole(engine, { ...remote, ...filtersIn(input) }, facts, signal, options)
    if (gpgkey === null) preview.warnings.unshift(formatMessage('plugin.deb.preview.no_key'))
    return {
      name: request.name ?? nameFrom(url, suites),
      repository: { autopublish: true, ...facts },
      remote,
      distribution: { pulp_labels: labels },
      syncOptions: { mirror: true },
      preview,
    }
  },
}
