/** Why a file is believed: who signed the manifest, and that the manifest lists it. */
import './trust-messages.ts'
import { readFile } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import {
  type AnyInstance,
  type Engine,
  metadataOfVersion,
  type PinDeclaration,
  readKeyring,
  Remote,
  Repository,
  type TrustStep,
  verifyDetached,
  type VersionRef,
} from '#plugin-api'
import { readManifest } from './manifest.ts'
import type { FileRemoteInstance } from './signature.ts'

export const pins: PinDeclaration = {
  field: 'signing_keys',
  keyrings: (remote) => [(remote as unknown as FileRemoteInstance).signing_keys].filter((text) => text !== null),
  weak: (remote) => (remote as unknown as FileRemoteInstance).allow_weak_signatures,
}

const step = (id: string, state: TrustStep['state'], params: TrustStep['params'] = {}): TrustStep => ({
  id: `file.${id}`,
  state,
  params,
})

async function signatureStep(
  engine: Engine,
  version: VersionRef,
  manifest: string,
  signature: string | null,
): Promise<TrustStep> {
  const remoteId = Repository.get(engine.catalogue, version.repositoryId).remote_id
  const remote =
    remoteId === null ? null : (Remote.get(engine.catalogue, remoteId).cast() as unknown as FileRemoteInstance)
  const keyrings = remote && remote.pulp_type === 'file.file' ? pins.keyrings(remote as never) : []
  if (!remote || keyrings.length === 0) return step('no_keys', 'unchecked')
  if (signature === null) return step('no_signature', 'recorded')
  try {
    const policy = { allow: remote.allow_weak_signatures }
    const [one] = await verifyDetached(
      { path: manifest },
      await readFile(signature),
      await readKeyring(keyrings),
      policy,
    )
    return step('signature', 'verified', { signer: one?.signer ?? '', fingerprint: one?.fingerprint ?? '' })
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    return step('bad_signature', 'failed', { code: error.code })
  }
}

async function listedStep(manifest: string, path: string, sha256: string): Promise<TrustStep> {
  for await (const entry of readManifest(manifest))
    if (entry.relativePath === path)
      return step('listed', entry.sha256 === sha256 ? 'verified' : 'failed', { path, sha256 })
  return step('listed', 'failed', { path, sha256 })
}

/** The chain from the keys of the remote to a file; what the manifest said is checked anew where it is kept. */
export async function fileTrust(engine: Engine, unit: AnyInstance, version: VersionRef): Promise<TrustStep[]> {
  const { relative_path: path, digest: sha256 } = unit as unknown as { relative_path: string; digest: string }
  const kept = metadataOfVersion(engine.catalogue, version.id)
  const isSignature = (name: string): boolean => /\.(asc|sig)$/.test(name)
  const manifest = kept.find(({ relativePath }) => !isSignature(relativePath))
  const signature = kept.find(({ relativePath }) => isSignature(relativePath))
  const at = manifest && engine.storage.path(manifest.sha256)
  if (manifest && at)
    return [
      await signatureStep(engine, version, at, signature ? engine.storage.path(signature.sha256) : null),
      await listedStep(at, path, sha256),
    ]
  const recorded = version.info['manifest_sha256']
  if (typeof recorded !== 'string' || recorded === '') return [step('uploaded', 'unchecked')]
  return [step('manifest', 'recorded', { manifest: recorded }), step('listed', 'recorded', { path, sha256 })]
}
