/** Questions and answers that both kinds of mirror share. */
import { defaultUrl } from 'registry-url'
import { ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { MirrorField, MirrorRequest } from '#shared/api/mirror'
import type { FilterSettings } from '#plugin-api'
import '../messages.ts'
import { registryBase } from '../package/identity.ts'
import { isPlatform, thisPlatform } from '../package/platform.ts'
import { wantedPackages } from '../package/wanted.ts'
import { machineRegistry } from './machine-registry.ts'

const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.npm.source.${id}`, values)

/** Left empty by default: a lockfile may name its registry, and it knows better than this machine. */
export function urlField(): MirrorField {
  return {
    name: 'url',
    label: text('url.label'),
    help: text('url.help'),
    kind: 'url',
    required: false,
    placeholder: machineRegistry(),
  }
}

export function platformsField(): MirrorField {
  return {
    name: 'platforms',
    label: text('platforms.label'),
    help: text('platforms.help'),
    kind: 'select',
    required: false,
    options: [
      { value: 'this', label: text('platforms.this', { platform: thisPlatform() }) },
      { value: 'all', label: text('platforms.all') },
    ],
    default: 'this',
  }
}

/** How many versions of each package stay. */
export function keepField(): MirrorField {
  return {
    name: 'retain_package_versions',
    label: text('retain_package_versions.label'),
    help: text('retain_package_versions.help'),
    kind: 'text',
    required: false,
    placeholder: '3',
    advanced: true,
  }
}

/** 0 keeps all. @throws ValidationError */
export function keepFrom(input: MirrorRequest['input']): number {
  const given = String(input.retain_package_versions ?? '').trim()
  if (given === '') return 0
  if (/^\d{1,6}$/.test(given)) return Number(given)
  throw new ValidationError({ retain_package_versions: [text('retain_package_versions.invalid')] })
}

/** The packages of a request that its filters take, and of these the newest. */
export function wantedFrom<T extends { name: string; version: string }>(
  input: MirrorRequest['input'],
  packages: readonly T[],
): T[] {
  return wantedPackages(packages, filtersIn(input), keepFrom(input))
}

function filtersIn(input: MirrorRequest['input']): FilterSettings {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
  return { include: list(input.include), exclude: list(input.exclude) }
}

/**
 * The registry to mirror from: what was asked for, else what the project names, else what this machine uses. A project that names npm's
 * default means whatever the machine is set to, as it does for npm itself. @throws ValidationError
 */
export function registryFrom(input: MirrorRequest['input'], named: string | null = null): string {
  const asked = typeof input.url === 'string' ? input.url.trim() : ''
  const own = named !== null && registryBase(named) !== registryBase(defaultUrl) ? named : null
  const address = asked || own || machineRegistry()
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw new ValidationError({ url: [text('url.invalid')] })
  if (url.username !== '' || url.password !== '') throw new ValidationError({ url: [text('url.credentials')] })
  return registryBase(url.href)
}

/** The form's two choices, or platforms by name as a list or separated by commas. @throws ValidationError */
export function platformsFrom(input: MirrorRequest['input']): string[] {
  const { platforms = 'this' } = input
  if (platforms === 'this' || platforms === '') return [thisPlatform()]
  if (platforms === 'all') return ['*']
  const named = (Array.isArray(platforms) ? platforms.map(String) : String(platforms).split(',')).map((one) =>
    one.trim(),
  )
  if (named.length > 0 && named.every(isPlatform)) return named
  throw new ValidationError({ platforms: [text('platforms.invalid')] })
}
