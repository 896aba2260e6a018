import { StillwaterError, ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { type MirrorPlan, type MirrorSourceDeclaration, readKeyring } from '#plugin-api'
import '../messages.ts'
import { listOf, parseSuite } from '../release/suite.ts'

const text = (id: string): string => formatMessage(`plugin.deb.source.address.${id}`)

/** @throws ValidationError */
function archiveFrom(input: unknown): string {
  const asked = typeof input === 'string' ? input.trim() : ''
  const url = URL.canParse(asked) ? new URL(asked) : null
  if (!url || !['http:', 'https:', 'file:'].includes(url.protocol))
    throw new ValidationError({ url: [text('url.invalid')] })
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url.href
}

const words = (input: unknown): string[] => listOf(Array.isArray(input) ? input.join(' ') : String(input ?? ''))

/** @throws ValidationError */
function suitesFrom(input: unknown): string[] {
  const names = words(input)
  if (names.length === 0) throw new ValidationError({ distributions: [text('distributions.missing')] })
  try {
    return names.map((name) => parseSuite(name).name)
  } catch (error) {
    if (error instanceof StillwaterError)
      throw new ValidationError({ distributions: [formatMessage(`error.${error.code}`, error.params)] })
    throw error
  }
}

/** @throws ValidationError */
async function keyFrom(input: unknown): Promise<string | null> {
  const key = typeof input === 'string' ? input.trim() : ''
  if (key === '') return null
  try {
    await readKeyring([key])
    return key
  } catch (error) {
    if (error instanceof StillwaterError)
      throw new ValidationError({ gpgkey: [formatMessage(`error.${error.code}`, error.params)] })
    throw error
  }
}

function nameFrom(url: string, suites: readonly string[]): string {
  const { hostname, pathname } = new URL(url)
  const folders = pathname.split('/').filter((one) => one !== '')
  const [suite = ''] = suites
  return [folders.at(-1) ?? (hostname || 'apt'), suite.replaceAll(/[./]+/g, '-').replaceAll(/^-|-$/g, '')]
    .filter((one) => one !== '')
    .join('-')
}

/** Suites of an archive by its address. */
export const address: MirrorSourceDeclaration = {
  id: 'address',
  label: text('label'),
  description: text('description'),
  fields: [
    {
      name: 'url',
      label: text('url.label'),
      help: text('url.help'),
      kind: 'url',
      required: true,
      placeholder: 'https://example.org/debian/',
    },
    {
      name: 'distributions',
      label: text('distributions.label'),
      help: text('distributions.help'),
      kind: 'string-list',
      required: true,
      placeholder: 'stable',
    },
    {
      name: 'components',
      label: text('components.label'),
      help: text('components.help'),
      kind: 'string-list',
      required: false,
      placeholder: 'main',
    },
    {
      name: 'architectures',
      label: text('architectures.label'),
      help: text('architectures.help'),
      kind: 'string-list',
      required: false,
      placeholder: 'amd64',
    },
    {
      name: 'gpgkey',
      label: text('gpgkey.label'),
      help: text('gpgkey.help'),
      kind: 'file-text',
      required: false,
      accept: ['.asc'],
    },
    { name: 'sync_sources', label: text('sync_sources.label'), kind: 'boolean', required: false, default: false },
    {
      name: 'verbatim',
      label: text('verbatim.label'),
      help: text('verbatim.help'),
      kind: 'boolean',
      required: false,
      default: false,
    },
  ],
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
      repository: { autopublish: true, verbatim: input.verbatim === true },
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
