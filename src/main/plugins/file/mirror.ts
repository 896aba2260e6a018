import { ValidationError } from '#shared/error'
import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorDeclaration, MirrorPlan, MirrorSourceDeclaration } from '#plugin-api'
import './messages.ts'
import { FileDistribution, FileGitRemote, FileRemote, FileRepository } from './models.ts'

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

/** A name for the mirror of an address: its host and folders. */
export function nameFrom(url: string): string {
  const { hostname, pathname } = new URL(url)
  const folders = pathname.split('/').slice(1, -1)
  return [hostname || 'files', ...folders].join('-')
}

const address: MirrorSourceDeclaration = {
  id: 'address',
  get label() {
    return formatMessage('plugin.file.source.address.label')
  },
  get description() {
    return formatMessage('plugin.file.source.address.description')
  },
  get fields(): MirrorField[] {
    return [
      {
        name: 'url',
        label: formatMessage('plugin.file.source.address.url.label'),
        help: formatMessage('plugin.file.source.address.url.help'),
        kind: 'url',
        required: true,
        placeholder: 'https://example.org/files/PULP_MANIFEST',
      },
    ]
  },
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

const git: MirrorSourceDeclaration = {
  id: 'git',
  get label() {
    return formatMessage('plugin.file.source.git.label')
  },
  get description() {
    return formatMessage('plugin.file.source.git.description')
  },
  get fields(): MirrorField[] {
    return [
      {
        name: 'url',
        label: formatMessage('plugin.file.source.address.url.label'),
        help: formatMessage('plugin.file.source.git.url.help'),
        kind: 'url',
        required: true,
        placeholder: 'https://example.org/project.git',
      },
      {
        name: 'git_ref',
        label: formatMessage('plugin.file.source.git.ref.label'),
        help: formatMessage('plugin.file.source.git.ref.help'),
        kind: 'text',
        required: false,
        default: 'HEAD',
      },
    ]
  },
  async plan(request): Promise<MirrorPlan> {
    const text = typeof request.input.url === 'string' ? request.input.url.trim() : ''
    if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : ''))
      throw new ValidationError({ url: [formatMessage('plugin.file.source.address.url.invalid')] })
    const url = new URL(text).href
    const ref = request.input.git_ref === undefined ? 'HEAD' : request.input.git_ref
    const parsed = FileGitRemote.schema.shape.git_ref?.safeParse(ref)
    if (!parsed?.success)
      throw new ValidationError({ git_ref: [formatMessage('error.file.git_ref_missing', { ref: String(ref) })] })
    return {
      name: request.name ?? nameFrom(`${url.replace(/\/$/, '').replace(/\.git$/, '')}/`),
      repository: { autopublish: true },
      remote: { url, git_ref: ref, policy: 'immediate' },
      remoteModel: FileGitRemote,
      distribution: {},
      syncOptions: { mirror: true },
      preview: {
        summary: formatMessage('plugin.file.preview.git', { url, ref: String(ref) }),
        packages: null,
        bytes: null,
        items: [],
        warnings: [],
      },
    }
  },
}

export const mirror: MirrorDeclaration = {
  get label() {
    return formatMessage('plugin.file.label')
  },
  repository: FileRepository,
  remote: FileRemote,
  distribution: FileDistribution,
  sources: [address, git],
  describeSource: (remote) => remote.url,
}
