import { StillwaterError } from '#shared/error'
import { isDigest } from '#shared/digest'
import { parseTarballAddress, tarballPath } from '../package/identity.ts'
import { type Integrity, integrityOf, parseIntegrity } from '../package/integrity.ts'
import type { PlannedPackage } from '../package/planned.ts'
import { detailsOf, type DistFacts, type KnownVersion, type Packument } from './packument.ts'

/** Plans a version that a registry lists. @throws StillwaterError `npm.no_integrity` */
export function planVersion({ name }: Pick<Packument, 'name'>, picked: KnownVersion): PlannedPackage {
  const { version } = picked
  const [manifest, dist] = detailsOf(picked)
  const integrity = integrityOfDist(dist)
  if (!integrity) throw new StillwaterError('npm.no_integrity', { package: `${name}@${version}` }, { status: 400 })
  const { text, digests } = integrity
  return { name, version, integrity: text, digests, upstream: upstreamOf(name, version, dist.tarball), manifest }
}

function integrityOfDist({ integrity, shasum }: DistFacts): Integrity | null {
  const given = integrity === null ? null : parseIntegrity(integrity)
  const sha1 = shasum?.toLowerCase() ?? ''
  return given ?? (isDigest('sha1', sha1) ? integrityOf('sha1', sha1) : null)
}

/**
 * Where to fetch the tarball: below the registry we were told to use when the address has a registry's shape, whatever host it names;
 * otherwise exactly where the registry says, if that is an address at all.
 */
function upstreamOf(name: string, version: string, tarball: string | null): string {
  const address = tarball === null ? null : parseTarballAddress(tarball)
  if (address?.name === name) return address.path
  const url = tarball !== null && URL.canParse(tarball) ? new URL(tarball) : null
  const usable = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  return usable ? url.href : tarballPath(name, version)
}
