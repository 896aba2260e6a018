/** The signature of a manifest: beside it as `.asc` or `.sig`, checked against the keys of the remote. */
import { readFile } from 'node:fs/promises'
import { type ErrorBody, StillwaterError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'
import {
  type Downloader,
  type InstanceOf,
  MAX_SIGNATURE,
  type MetadataFile,
  readKeyring,
  type TemporaryFile,
  verifyDetached,
} from '#plugin-api'
import type { FileRemote } from './models.ts'

export type FileRemoteInstance = InstanceOf<typeof FileRemote>

/** A manifest as upstream has it. */
export interface SignedManifest {
  manifest: TemporaryFile
  /** Null when there is none, or nobody asked. */
  signature: { extension: string; file: TemporaryFile } | null
}

const EXTENSIONS = ['.asc', '.sig']

/** The signature beside a manifest, or null when upstream has none. @throws StillwaterError when it cannot be told */
export async function fetchSignature(
  downloader: Downloader,
  manifestUrl: string,
  signal: AbortSignal,
): Promise<SignedManifest['signature']> {
  for (const extension of EXTENSIONS) {
    const url = new URL(manifestUrl)
    url.pathname += extension
    try {
      const name = `PULP_MANIFEST${extension}`
      const { file } = await downloader.download({ url: url.href, maxSize: MAX_SIGNATURE, name, signal })
      return { extension, file }
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }
  return null
}

function isAbsent(error: unknown): boolean {
  if (!(error instanceof StillwaterError)) return false
  if (error.code === 'download.file_missing') return true
  return error.code === 'download.http_status' && [403, 404, 410].includes(Number(error.params.status))
}

/**
 * Checks a manifest when the remote has keys. Answers what the user should know when it has none.
 * @throws StillwaterError `signature.missing`, `signature.keyring_unreadable`, and what verifyDetached refuses a signature for
 */
export async function verifyManifest(
  remote: FileRemoteInstance,
  { manifest, signature }: SignedManifest,
): Promise<ErrorBody[]> {
  const name = 'PULP_MANIFEST'
  if (remote.signing_keys === null) return [{ code: 'signature.not_verified', params: { name } }]
  const keyring = await readKeyring([remote.signing_keys])
  if (!signature) throw new StillwaterError('signature.missing', { name }, { status: 400 })
  const policy = { allow: remote.allow_weak_signatures }
  await verifyDetached({ path: manifest.path }, await readFile(signature.file.path), keyring, policy)
  return []
}

/** Manifest and signature under the names they have upstream. */
export function metadataFiles(manifestUrl: string, { manifest, signature }: SignedManifest): MetadataFile[] {
  const relativePath = nameOf(manifestUrl)
  const files = [{ relativePath, file: manifest }]
  if (signature) files.push({ relativePath: `${relativePath}${signature.extension}`, file: signature.file })
  return files
}

function nameOf(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
  return name === '' || relativePathProblem(name) ? 'PULP_MANIFEST' : name
}
