/** A registry's document of one package, reduced to what choosing and mirroring need. */
import semver from 'semver'
import { StillwaterError } from '#shared/error'
import { tarballPath } from '../package/identity.ts'
import { isRelativePath } from '#shared/relative-path'
import { isObject, type Manifest, manifestFromRegistry } from '../package/manifest.ts'

/** One version. Its manifest is kept as text, because of thousands of versions few are chosen. */
export interface KnownVersion {
  version: string
  deprecated: unknown
  engines: unknown
  /** The whole manifest and what `dist` says, as JSON. */
  text: string
}

export interface Packument {
  name: string
  'dist-tags': Record<string, string>
  versions: Record<string, KnownVersion>
}

/** What a registry says of where a tarball is and what it must be; each may be missing or wrong. */
export interface DistFacts {
  tarball: string | null
  integrity: string | null
  shasum: string | null
}

/**
 * Reads a package document. Versions that are no versions, or that are listed under another name, are left out.
 * @throws StillwaterError `npm.bad_packument`
 */
export function readPackument(name: string, value: unknown): Packument {
  if (!isObject(value) || !isObject(value.versions)) throw bad(name, 'there is no list of versions in it')
  if (typeof value.name === 'string' && value.name !== name) throw bad(name, `it is about ${value.name.slice(0, 214)}`)
  const versions: Record<string, KnownVersion> = Object.create(null)
  for (const [version, manifest] of Object.entries(value.versions)) {
    if (isVersion(name, version) && isObject(manifest) && manifest.version === version)
      versions[version] = known(version, manifest)
  }
  return { name, 'dist-tags': tagsOf(value['dist-tags'], versions), versions }
}

function isVersion(name: string, version: string): boolean {
  return semver.valid(version, { loose: true }) === version && isRelativePath(tarballPath(name, version))
}

function known(version: string, manifest: Record<string, unknown>): KnownVersion {
  const dist = isObject(manifest.dist) ? manifest.dist : {}
  const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  const facts: DistFacts = {
    tarball: textOrNull(dist.tarball),
    integrity: textOrNull(dist.integrity),
    shasum: textOrNull(dist.shasum),
  }
  const { deprecated, engines } = manifest
  return { version, deprecated, engines, text: JSON.stringify([manifestFromRegistry(manifest), facts]) }
}

/** The manifest and the facts of a version that was chosen. */
export function detailsOf(version: KnownVersion): [Manifest, DistFacts] {
  return JSON.parse(version.text) as [Manifest, DistFacts]
}

function tagsOf(value: unknown, versions: Record<string, KnownVersion>): Record<string, string> {
  const tags: Record<string, string> = Object.create(null)
  for (const [tag, version] of Object.entries(isObject(value) ? value : {})) {
    if (typeof version === 'string' && versions[version]) tags[tag] = version
  }
  return tags
}

function bad(name: string, problem: string): StillwaterError {
  return new StillwaterError('npm.bad_packument', { name, problem })
}
