/** Questions and answers that the kinds of mirror share. */
import { StillwaterError, ValidationError } from '#shared/error'
import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import { readKeyring } from '#plugin-api'
import '../messages.ts'
import { listOf, parseSuite } from '../release/suite.ts'

const text = (id: string): string => formatMessage(`plugin.deb.source.address.${id}`)
const keepText = (part: string): string => formatMessage(`plugin.deb.source.retain_package_versions.${part}`)

/** @throws ValidationError */
export function archiveFrom(input: unknown): string {
  const asked = typeof input === 'string' ? input.trim() : ''
  const url = URL.canParse(asked) ? new URL(asked) : null
  if (!url || !['http:', 'https:', 'file:'].includes(url.protocol))
    throw new ValidationError({ url: [text('url.invalid')] })
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url.href
}

export const words = (input: unknown): string[] => listOf(Array.isArray(input) ? input.join(' ') : String(input ?? ''))

/** @throws ValidationError */
export function suitesFrom(input: unknown): string[] {
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
export async function keyFrom(input: unknown): Promise<string | null> {
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

export function nameFrom(url: string, suites: readonly string[]): string {
  const { hostname, pathname } = new URL(url)
  const folders = pathname.split('/').filter((one) => one !== '')
  const [suite = ''] = suites
  return [folders.at(-1) ?? (hostname || 'apt'), suite.replaceAll(/[./]+/g, '-').replaceAll(/^-|-$/g, '')]
    .filter((one) => one !== '')
    .join('-')
}

/** How many versions of each package stay, by dpkg's order. */
export function keepField(): MirrorField {
  return {
    name: 'retain_package_versions',
    label: keepText('label'),
    help: keepText('help'),
    kind: 'text',
    required: false,
    placeholder: '3',
    advanced: true,
  }
}

/** 0 keeps all. @throws ValidationError */
export function keepFrom(input: unknown): number {
  const given = String(input ?? '').trim()
  if (given === '') return 0
  if (/^\d{1,6}$/.test(given)) return Number(given)
  throw new ValidationError({ retain_package_versions: [keepText('invalid')] })
}

/** Where an archive is, and what of it is meant. */
export function archiveFields(): MirrorField[] {
  return [
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
      words: true,
      required: true,
      placeholder: 'stable',
    },
    {
      name: 'components',
      label: text('components.label'),
      help: text('components.help'),
      kind: 'string-list',
      words: true,
      required: false,
      placeholder: 'main',
    },
    {
      name: 'architectures',
      label: text('architectures.label'),
      help: text('architectures.help'),
      kind: 'string-list',
      words: true,
      required: false,
      placeholder: 'amd64',
    },
  ]
}

/** Who signs it. */
export function keyField(): MirrorField {
  return {
    name: 'gpgkey',
    label: text('gpgkey.label'),
    help: text('gpgkey.help'),
    kind: 'file-text',
    required: false,
    accept: ['.gpg', '.asc', '.pgp'],
  }
}
