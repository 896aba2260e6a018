/** Why a package is believed: who signed the Release, which index that lists, and that the index lists the package. */
import './trust-messages.ts'
import { readFile } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import {
  type AnyInstance,
  type Engine,
  IN_VERSION,
  parseClearSigned,
  type PinDeclaration,
  readKeyring,
  Remote,
  Repository,
  type TrustStep,
  uuidToBlob,
  verifyClearSigned,
  verifyDetached,
  type VersionRef,
} from '#plugin-api'
import { compressionOf, readUnpacked } from './compression.ts'
import { readParagraphs } from './control/read.ts'
import type { AptRemote } from './model/resource.ts'
import { parseRelease, type ReleaseFacts } from './release/release-file.ts'
import type { InstanceOf } from '#plugin-api'
import { trustOf } from './sync/fetch-release.ts'

type AptRemoteInstance = InstanceOf<typeof AptRemote>

/** Keys of the archive and of the further ones. */
export const pins: PinDeclaration = {
  field: 'gpgkey',
  keyrings(remote) {
    const { gpgkey, further_sources } = remote as unknown as AptRemoteInstance
    return [gpgkey, ...further_sources.map((one) => one.gpgkey)].filter((text) => text !== null)
  },
  weak: (remote) => (remote as unknown as AptRemoteInstance).allow_weak_signatures,
}

/** Bytes that an index may have unpacked. */
const MAX_INDEX = 4 * 1024 * 1024 * 1024

interface File {
  relative_path: string
  sha256: string
}

interface Place {
  distribution: string
  component: string
}

const step = (id: string, state: TrustStep['state'], params: TrustStep['params'] = {}): TrustStep => ({
  id: `deb.${id}`,
  state,
  params,
})

const bound = ({ repositoryId, number }: VersionRef): unknown[] => [uuidToBlob(repositoryId), number, number]

/** A suite and component of the version that has the package; null for one that no suite has. */
export function placeOf({ catalogue }: Engine, contentId: string, version: VersionRef): Place | null {
  const sql = `SELECT c.distribution, c.component FROM deb_packagereleasecomponent p
    JOIN core_repositorycontent m ON m.content_id = p.pulp_id JOIN deb_releasecomponent c ON c.pulp_id = p.release_component_id
    WHERE p.package_id = ? AND m.repository_id = ? AND ${IN_VERSION} LIMIT 1`
  return (catalogue.prepare(sql).get(uuidToBlob(contentId), ...bound(version)) ?? null) as Place | null
}

/** Files of a table in the version, of one suite. */
function filesOf({ catalogue }: Engine, table: string, version: VersionRef, where: Record<string, string>): File[] {
  const names = Object.keys(where)
  const sql = `SELECT d.relative_path, lower(hex(d.sha256)) AS sha256 FROM ${table} d JOIN core_repositorycontent m ON m.content_id = d.pulp_id
    WHERE m.repository_id = ? AND ${IN_VERSION} ${names.map((name) => `AND d.${name} = ?`).join(' ')}`
  return catalogue.prepare(sql).all(...bound(version), ...Object.values(where)) as File[]
}

async function bytesOf({ storage }: Engine, file: File | undefined): Promise<Buffer | null> {
  const path = file && storage.path(file.sha256)
  return path ? await readFile(path).catch(() => null) : null
}

interface Signed {
  steps: TrustStep[]
  release: ReleaseFacts | null
}

/** Checks the signature of the kept Release anew, with the keys that are pinned now. */
async function signedRelease(engine: Engine, version: VersionRef, distribution: string): Promise<Signed> {
  const files = filesOf(engine, 'deb_releasefile', version, { distribution })
  const named = (name: string): File | undefined =>
    files.find(({ relative_path: path }) => path.split('/').at(-1) === name)
  const inline = await bytesOf(engine, named('InRelease'))
  const plain = inline ? null : await bytesOf(engine, named('Release'))
  const text = inline ? parseClearSigned(inline).text : plain
  if (!text) return { steps: [step('no_release', 'unchecked', { distribution })], release: null }
  const release = parseRelease(text, 'Release')
  const remoteId = Repository.get(engine.catalogue, version.repositoryId).remote_id
  const remote =
    remoteId === null ? null : (Remote.get(engine.catalogue, remoteId).cast() as unknown as AptRemoteInstance)
  const keyrings = remote ? pins.keyrings(remote as never) : []
  if (!remote || keyrings.length === 0) return { steps: [step('no_keys', 'unchecked', { distribution })], release }
  try {
    const { policy } = await trustOf(remote)
    const keyring = await readKeyring(keyrings)
    const detached = await bytesOf(engine, named('Release.gpg'))
    const signatures = inline
      ? (await verifyClearSigned(inline, keyring, policy)).signatures
      : await verifyDetached(text, detached ?? Buffer.alloc(0), keyring, policy)
    const { signer = '', fingerprint = '' } = signatures[0] ?? {}
    return { steps: [step('signature', 'verified', { distribution, signer, fingerprint })], release }
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    return { steps: [step('bad_signature', 'failed', { distribution, code: error.code })], release }
  }
}

/** Whether an index has the stanza of the package. */
async function listsPackage(engine: Engine, index: File, path: string, sha256: string): Promise<boolean> {
  const name = index.relative_path
  const unpacked = readUnpacked(engine.storage.path(index.sha256) ?? '', compressionOf(name), MAX_INDEX, name)
  for await (const paragraph of readParagraphs(unpacked, name))
    if (paragraph.line('Filename')?.replace(/^\.\//, '') === path)
      return paragraph.line('SHA256')?.toLowerCase() === sha256
  return false
}

/** The chain from the keys of the remote to a binary package. */
export async function packageTrust(engine: Engine, unit: AnyInstance, version: VersionRef): Promise<TrustStep[]> {
  const { relative_path, sha256, architecture } = unit as unknown as File & { architecture: string }
  const place = placeOf(engine, unit.pulp_id, version)
  if (!place) return [step('uploaded', 'unchecked')]
  const { steps, release } = await signedRelease(engine, version, place.distribution)
  if (!release) return steps
  const architectures = architecture === 'all' ? ['all', ...release.architectures] : [architecture]
  const indices = architectures.flatMap((one) =>
    filesOf(engine, 'deb_packageindex', version, { ...place, architecture: one }),
  )
  for (const index of indices) {
    const entry = [...release.entries.values()].find(
      ({ path, digests }) => digests.sha256 === index.sha256 && index.relative_path.endsWith(path),
    )
    if (!entry || !(await bytesOf(engine, index)) || !(await listsPackage(engine, index, relative_path, sha256)))
      continue
    return [
      ...steps,
      step('index', 'verified', { index: index.relative_path }),
      step('stanza', 'verified', { index: index.relative_path, sha256 }),
    ]
  }
  return [...steps, step('no_index', 'unchecked')]
}
