import type { Digests } from '#shared/digest'
import { DeclarativeArtifact, DeclarativeContent, type RemoteInstance, unit } from '#plugin-api'
import { NpmPackage } from '../models.ts'
import { registryUrl, tarballPath } from './identity.ts'
import type { Manifest } from './manifest.ts'
import { isForPlatforms, type PlatformFields } from './platform.ts'

/** A version of a package that a mirror should hold, however that was found out. */
export interface PlannedPackage {
  name: string
  version: string
  /** Canonical subresource integrity. */
  integrity: string
  digests: Digests
  /** Path of the tarball below the registry, or its full address. */
  upstream: string
  manifest: Manifest
}

/** `name@version`. */
export function labelOf(one: { name: string; version: string }): string {
  return `${one.name}@${one.version}`
}

/** Whether the sync itself fetches the tarball; packages for other platforms wait until somebody asks. */
export function isFetchedNow(one: PlannedPackage, remote: { policy: string; platforms: readonly string[] }): boolean {
  return remote.policy === 'immediate' && isForPlatforms(one.manifest as PlatformFields, remote.platforms)
}

/** Declares a planned package to the pipeline. `base` is the registry's, with a closing slash. */
export function declarePackage(
  one: PlannedPackage,
  remote: RemoteInstance & { platforms: readonly string[] },
  base: string,
): DeclarativeContent {
  const { name, version, integrity, manifest } = one
  const relativePath = tarballPath(name, version)
  const artifact = new DeclarativeArtifact({
    artifact: { digests: one.digests },
    url: /^https?:/.test(one.upstream) ? one.upstream : registryUrl(base, one.upstream),
    relativePath,
    remote,
    deferredDownload: !isFetchedNow(one, remote),
  })
  const content = unit(NpmPackage, { name, version, integrity, manifest, relative_path: relativePath })
  return new DeclarativeContent({ content, dArtifacts: [artifact], names: [name] })
}
