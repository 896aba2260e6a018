import { ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorDeclaration, MirrorPlan, MirrorSourceDeclaration } from '#plugin-api'
import './messages.ts'
import { FileDistribution, FileRemote, FileRepository } from './models.ts'

/** The manifest's address: a folder's address means the manifest in it. @throws ValidationError */
export function manifestUrl(input: unknown): string {
  const text = typeof input === 'string' ? input.trim() : ''
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    throw new ValidationError({ url: [formatMessage('plugin.file.source.address.url.invalid')] })
  }
  if (url.pathname.endsWith('/')) url.pathname += 'PULP_MANIFEST'
  return url.href
}

function nameFrom(url: string): string {
  const { hostname, pathname } = new URL(url)
  const folders = pathname.split('/').slice(1, -1)
  return [hostname || 'files', ...folders].join('-')
}

const address: MirrorSourceDeclaration = {
  id: 'address',
  label: formatMessage('plugin.file.source.address.label'),
  description: formatMessage('plugin.file.source.address.description'),
  fields: [
    {
      name: 'url',
      label: formatMessage('plugin.file.source.address.url.label'),
      help: formatMessage('plugin.file.source.address.url.help'),
      kind: 'url',
      required: true,
      placeholder: 'https://example.org/files/PULP_MANIFEST',
    },
  ],
  async plan(request): Promise<MirrorPlan> {
    const url = manifestUrl(request.input.url)
    return {
      name: request.name ?? nameFrom(url),
      repository: { autopublish: true },
      remote: { url, policy: request.policy ?? 'immediate' },
      distribution: {},
      preview: {
        summary: formatMessage('plugin.file.preview', { url }),
        packages: null,
        bytes: null,
        items: [],
        warnings: [],
      },
    }
  },
}

export const mirror: MirrorDeclaration = {
  label: formatMessage('plugin.file.label'),
  repository: FileRepository,
  remote: FileRemote,
  distribution: FileDistribution,
  sources: [address],
  describeSource: (remote) => remote.url,
}
