/** Why a package is believed: the integrity that a lockfile or the registry gave, and the bytes it fits. */
import './trust-messages.ts'
import {
  type AnyInstance,
  type Engine,
  findArtifact,
  Remote,
  Repository,
  type TrustStep,
  type VersionRef,
} from '#plugin-api'
import { parseIntegrity } from './package/integrity.ts'
import type { NpmRemote } from './models.ts'
import type { InstanceOf } from '#plugin-api'

const step = (id: string, state: TrustStep['state'], params: TrustStep['params'] = {}): TrustStep => ({
  id: `npm.${id}`,
  state,
  params,
})

/** Whether the lockfile of the remote names the integrity, or the registry alone did. */
function source(engine: Engine, version: VersionRef, integrity: string): TrustStep {
  const remoteId = Repository.get(engine.catalogue, version.repositoryId).remote_id
  if (remoteId === null) return step('uploaded', 'unchecked')
  const remote = Remote.get(engine.catalogue, remoteId).cast() as unknown as InstanceOf<typeof NpmRemote>
  if (remote.package_lock?.includes(integrity)) return step('lockfile', 'verified', { integrity })
  const { host, protocol } = new URL(remote.url)
  const safe = protocol === 'https:' && remote.tls_validation
  return safe ? step('registry', 'recorded', { host }) : step('registry_unsafe', 'unchecked', { host })
}

/** The chain from the lockfile or the registry to the tarball. */
export async function packageTrust(engine: Engine, unit: AnyInstance, version: VersionRef): Promise<TrustStep[]> {
  const { integrity } = unit as unknown as { integrity: string }
  const digests = parseIntegrity(integrity)
  const artifact = digests && findArtifact(engine.catalogue, digests.digests)
  const from = source(engine, version, integrity)
  if (digests === null || ['sha1', 'md5'].includes(digests.algorithm))
    return [from, step('weak_integrity', 'unchecked', { integrity })]
  return [from, step('integrity', artifact ? 'verified' : 'recorded', { integrity })]
}
