/** Names, versions and addresses of packages in a registry. */
import npa from 'npm-package-arg'
import semver from 'semver'
import { StillwaterError } from '#shared/error'
import { isRelativePath } from '#shared/relative-path'

/** The part of a name after its scope. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** Where a registry serves the tarball, below its base, and where we publish it. */
export function tarballPath(name: string, version: string): string {
  return `${name}/-/${baseName(name)}-${version}.tgz`
}

/**
 * Refuses names and versions that no registry has, before they become paths and addresses.
 * @throws StillwaterError `npm.invalid_package`
 */
export function assertPackageIdentity(name: string, version: string): void {
  if (
    !isPackageName(name) ||
    semver.parse(version, { loose: true }) === null ||
    !isRelativePath(tarballPath(name, version))
  ) {
    throw new StillwaterError(
      'npm.invalid_package',
      { name: name.slice(0, 214), version: version.slice(0, 256) },
      { status: 400 },
    )
  }
}

/** Whether a registry may have a package of that name, old ones with capitals included. */
export function isPackageName(name: string): boolean {
  try {
    return npa.resolve(name, '*').registry === true
  } catch {
    return false
  }
}

/** The base address with one closing slash and neither query nor fragment. @throws StillwaterError `download.url_invalid` */
export function registryBase(url: string): string {
  if (!URL.canParse(url)) throw new StillwaterError('download.url_invalid', { url }, { status: 400 })
  const base = new URL(url)
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base.href
}

/** Address of a package's document: the slash of a scope is escaped, as npm does. */
export function packumentUrl(base: string, name: string): string {
  return base + encodeURIComponent(name).replace(/^%40/, '@')
}

/** Address of a path below a registry, such as a tarball's. */
export function registryUrl(base: string, path: string): string {
  return (
    base +
    path
      .split('/')
      .map((part) => encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%2B', '+'))
      .join('/')
  )
}

/** What the address of a tarball in a registry tells. */
export interface TarballAddress {
  name: string
  /** Path below the registry, decoded. */
  path: string
  /** Base of the registry it names. */
  base: string
}

/** Reads `<registry>/<name>/-/<file>.tgz`; null for addresses of another shape. */
export function parseTarballAddress(address: string): TarballAddress | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol)) return null
  const match = /^(.*?\/)((?:@[^/]+(?:\/|%2f))?[^/@][^/]*)(\/-\/.+\.tgz)$/i.exec(url.pathname)
  if (!match) return null
  const [, prefix = '/', rawName = '', rest = ''] = match
  try {
    const name = decodeURIComponent(rawName)
    return { name, path: name + decodeURIComponent(rest), base: url.origin + prefix }
  } catch {
    return null
  }
}
