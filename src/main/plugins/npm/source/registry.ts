import { formatMessage } from '#shared/i18n/format'
import type { MirrorSourceDeclaration } from '#plugin-api'
import '../messages.ts'
import { registryFrom, urlField } from './field.ts'

const text = (id: string, values: Record<string, string> = {}): string =>
  formatMessage(`plugin.npm.source.registry.${id}`, values)

/** A registry as it is used: what clients ask for is fetched then, and stays. */
export const registry: MirrorSourceDeclaration = {
  id: 'registry',
  get label() {
    return text('label')
  },
  get description() {
    return text('description')
  },
  get fields() {
    return [{ ...urlField(), help: text('url.help') }]
  },
  async plan(request) {
    const url = registryFrom(request.input)
    return {
      name: request.name ?? `npm-${new URL(url).hostname}`,
      repository: {},
      remote: { url, policy: request.policy ?? 'on_demand' },
      distribution: {},
      pullThrough: true,
      preview: { summary: text('preview', { url }), packages: null, bytes: null, items: [], warnings: [] },
    }
  },
}
