/** Fetches the Release of a suite and checks who signed it. What is parsed is what was signed, and nothing else. */
import { readFile } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import {
  type Downloader,
  type Keyring,
  parseClearSigned,
  readKeyring,
  type SignaturePolicy,
  type TemporaryFile,
  type VerifiedSignature,
  verifyClearSigned,
  verifyDetached,
  type Weakness,
} from '#plugin-api'
import { MAX_RELEASE, parseRelease, type ReleaseFacts } from '../release/release-file.ts'
import type { Suite } from '../release/suite.ts'
import { archiveUrl, isMissing } from './archive.ts'

export type ReleaseName = 'InRelease' | 'Release' | 'Release.gpg'

export interface FetchedRelease {
  suite: Suite
  /** Address of the archive that the suite is of. */
  archive: string
  release: ReleaseFacts
  /** Of the text that counts. */
  text: Buffer
  files: Map<ReleaseName, TemporaryFile>
  /** Null when no keys are pinned and nothing was checked. */
  signatures: VerifiedSignature[] | null
}

export interface Trust {
  /** Null checks nothing. */
  keyring: Keyring | null
  policy: SignaturePolicy
}

export interface ReleaseSource {
  downloader: Downloader
  url: string
  signal: AbortSignal
  trust: Trust
  /** Whether all three files are wanted, for clients that ask for any of them. */
  all: boolean
}

/** @throws StillwaterError `signature.keyring_unreadable` */
export async function trustOf(remote: { gpgkey: string | null; allow_weak_signatures: string[] }): Promise<Trust> {
  const keyring = remote.gpgkey ? await readKeyring([remote.gpgkey]) : null
  return { keyring, policy: { allow: remote.allow_weak_signatures as Weakness[] } }
}

/**
 * @throws StillwaterError `deb.no_release`, `deb.unsigned`, `deb.release_invalid`, `deb.release_changing`, `signature.*`, `download.*`
 */
export async function fetchRelease(source: ReleaseSource, suite: Suite): Promise<FetchedRelease> {
  const files = new Map<ReleaseName, TemporaryFile>()
  const inline = await fetchOne(source, suite, 'InRelease')
  if (inline) files.set('InRelease', inline)
  if (!inline || source.all) {
    for (const name of ['Release', 'Release.gpg'] as const) {
      const file = await fetchOne(source, suite, name)
      if (file) files.set(name, file)
    }
  }
  const where = `${suite.folder}${inline ? 'InRelease' : 'Release'}`
  const { text, signatures } = inline
    ? await readInline(await readFile(inline.path), source.trust)
    : await readDetached(suite, files, source.trust)
  await assertSame(suite, text, files)
  return { suite, archive: source.url, release: parseRelease(text, where), text, files, signatures }
}

async function fetchOne(source: ReleaseSource, suite: Suite, name: ReleaseName): Promise<TemporaryFile | null> {
  const path = suite.folder + name
  const { downloader, signal } = source
  try {
    const request = { url: archiveUrl(source.url, path), maxSize: MAX_RELEASE, name: path, signal }
    return (await downloader.download(request)).file
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

type Read = Pick<FetchedRelease, 'text' | 'signatures'>

async function readInline(bytes: Buffer, { keyring, policy }: Trust): Promise<Read> {
  if (keyring) return await verifyClearSigned(bytes, keyring, policy)
  return { text: parseClearSigned(bytes).text, signatures: null }
}

async function readDetached(suite: Suite, files: FetchedRelease['files'], { keyring, policy }: Trust): Promise<Read> {
  const release = files.get('Release')
  if (!release) throw new StillwaterError('deb.no_release', { suite: suite.name }, { status: 400 })
  const text = await readFile(release.path)
  if (!keyring) return { text, signatures: null }
  const signature = files.get('Release.gpg')
  if (!signature) throw new StillwaterError('deb.unsigned', { suite: suite.name }, { status: 400 })
  return { text, signatures: await verifyDetached(text, await readFile(signature.path), keyring, policy) }
}

/** InRelease and Release of different moments would make a mirror that fits no client. */
async function assertSame(suite: Suite, text: Buffer, files: FetchedRelease['files']): Promise<void> {
  const release = files.get('Release')
  if (!release || !files.has('InRelease')) return
  const plain = (bytes: Buffer): string =>
    bytes
      .toString('latin1')
      .replaceAll(/[ \t\r]+$/gm, '')
      .trim()
  if (plain(await readFile(release.path)) === plain(text)) return
  throw new StillwaterError('deb.release_changing', { suite: suite.name }, { status: 502 })
}
