/** The text of a Release file. Source: wiki.debian.org/DebianRepository/Format. */
import type { Digests } from '#shared/digest'
import { formatField } from '../control/write.ts'

export interface ReleaseDescription {
  origin: string
  label: string
  suite: string
  codename: string
  version: string
  description: string
  architectures: readonly string[]
  components: readonly string[]
  /** Milliseconds. */
  date: number
  /** Milliseconds; null for no end. */
  validUntil: number | null
}

export interface ListedIndex {
  path: string
  size: number
  digests: Digests
}

const SECTIONS = [
  ['MD5Sum', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
] as const

/** `Sat, 10 Feb 2024 11:07:25 UTC`: what every version of apt reads. */
export function releaseDate(time: number): string {
  return new Date(time).toUTCString().replace('GMT', 'UTC')
}

/** The Release beside one Packages file, which old programs read. */
export function formatIndexRelease(
  { suite, codename, version, origin, label }: ReleaseDescription,
  component: string,
  architecture: string,
): string {
  const fields: [string, string][] = [
    ['Archive', suite || codename],
    ['Version', version],
    ['Origin', origin],
    ['Label', label],
    ['Acquire-By-Hash', 'yes'],
    ['Component', component],
    ['Architecture', architecture],
  ]
  return fields.map(([name, value]) => (value === '' ? '' : formatField(name, value))).join('')
}

/**
 * Every checksum that all files have is listed: a client takes the strongest and looks for files under it, so none may be listed for some
 * files only.
 */
export function formatRelease(release: ReleaseDescription, indices: readonly ListedIndex[]): string {
  const fields: [string, string][] = [
    ['Origin', release.origin],
    ['Label', release.label],
    ['Suite', release.suite],
    ['Version', release.version],
    ['Codename', release.codename],
    ['Date', releaseDate(release.date)],
    ['Valid-Until', release.validUntil === null ? '' : releaseDate(release.validUntil)],
    ['Acquire-By-Hash', 'yes'],
    ['No-Support-for-Architecture-all', 'Packages'],
    ['Architectures', release.architectures.join(' ')],
    ['Components', release.components.join(' ')],
    ['Description', release.description],
  ]
  let text = ''
  for (const [name, value] of fields) if (value !== '') text += formatField(name, value)
  const sorted = indices.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  for (const [section, algorithm] of SECTIONS) {
    if (sorted.length === 0 || !sorted.every(({ digests }) => digests[algorithm] !== undefined)) continue
    text += `${section}:\n`
    for (const { path, size, digests } of sorted) text += ` ${digests[algorithm]} ${String(size).padStart(9)} ${path}\n`
  }
  return text
}
