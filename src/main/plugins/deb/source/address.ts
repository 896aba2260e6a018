import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorPlan, MirrorSourceDeclaration } from '#plugin-api'
import '../messages.ts'
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

const text = (id: string): string => formatMessage(`plugin.deb.source.address.${id}`)

/** Suites of an archive by its address. */
export const address: MirrorSourceDeclaration = {
  id: 'address',
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
  async plan(request): Promise<MirrorPlan> {
    const { input } = request
    const url = archiveFrom(input.url)
    const suites = suitesFrom(input.distributions)
    const gpgkey = await keyFrom(input.gpgkey)
    const components = words(input.components).join(' ') || null
    const architectures = words(input.architectures).join(' ') || null
    const labels = { suites: suites.join(' '), ...(components === null ? {} : { components }) }
    return {
      name: request.name ?? nameFrom(url, suites),
      repository: {
        autopublish: true,
        verbatim: input.verbatim === true,
        retain_package_versions: keepFrom(input.retain_package_versions),
      },
      remote: {
        url,
        policy: request.policy ?? 'on_demand',
        distributions: suites.join(' '),
        components,
        architectures,
        sync_sources: input.sync_sources === true,
        gpgkey,
      },
      distribution: { pulp_labels: labels },
      syncOptions: { mirror: true },
      preview: {
        summary: formatMessage('plugin.deb.preview', { suites: suites.join(', '), url }),
        packages: null,
        bytes: null,
        items: [],
        warnings: gpgkey === null ? [formatMessage('plugin.deb.preview.no_key')] : [],
      },
    }
  },
}
