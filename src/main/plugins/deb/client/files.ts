/** What apt needs on this machine: the key, and a file of sources that names it. */
import { StillwaterError } from '#shared/error'
import {
  type ClientMachine,
  type ClientSubject,
  type DistributionInstance,
  type InstanceOf,
  remoteOfVersion,
  type WantedFile,
} from '#plugin-api'
import type { AptRemote } from '../model/resource.ts'
import { KEY_PATH } from '../publish/publish-apt.ts'
import { deb822, oneLine, servedSuites } from './suites.ts'
import { listTurnedOff, sourcesTurnedOff } from './turn-off.ts'

const FOLDER = '/etc/apt/sources.list.d'
const KEYRINGS = '/etc/apt/keyrings'

/** A name that can be a file's. */
export function fileName({ name }: DistributionInstance): string {
  return `stillwater-${name.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`
}

/** The key that signs what is served: ours, or where upstream's signature is kept, the one that the mirror trusts. */
async function keyOf(subject: ClientSubject): Promise<{ content: Buffer; ending: string }> {
  const own = await subject.stored(KEY_PATH)
  if (own) return { content: own, ending: 'asc' }
  const pinned = pinnedKey(subject)
  if (pinned?.includes('-----BEGIN PGP')) return { content: Buffer.from(pinned), ending: 'asc' }
  if (pinned) return { content: Buffer.from(pinned, 'base64'), ending: 'gpg' }
  throw new StillwaterError('deb.no_client_key', { name: subject.distribution.name }, { status: 409 })
}

function pinnedKey(subject: ClientSubject): string | null {
  const { version } = subject
  return version ? (remoteOfVersion<InstanceOf<typeof AptRemote>>(subject, version)?.gpgkey ?? null) : null
}

type Format = 'deb822' | 'one-line'

/** Key and sources, at the paths where apt looks for them. */
export async function sourceFiles(
  subject: ClientSubject,
  format: Format,
): Promise<{ key: WantedFile; sources: WantedFile }> {
  const { distribution, baseUrl } = subject
  const name = fileName(distribution)
  const { content, ending } = await keyOf(subject)
  const keyring = `${KEYRINGS}/${name}.${ending}`
  const groups = servedSuites(distribution, subject)
  const text = format === 'deb822' ? deb822(groups, baseUrl, keyring) : oneLine(groups, baseUrl, keyring)
  return {
    key: { path: keyring, content, mode: 0o644 },
    sources: {
      path: `${FOLDER}/${name}.${format === 'deb822' ? 'sources' : 'list'}`,
      content: Buffer.from(text),
      mode: 0o644,
    },
  }
}

/** The same, with every other source turned off when that is wished. */
export const aptFiles =
  (format: Format) =>
  async (subject: ClientSubject, machine: ClientMachine, only: boolean): Promise<WantedFile[]> => {
    const { key, sources } = await sourceFiles(subject, format)
    const others = ['/etc/apt/sources.list', ...machine.list(FOLDER)].filter((path) => path !== sources.path)
    return [key, sources, ...(only ? others.flatMap((path) => turnedOff(machine, path)) : [])]
  }

function turnedOff(machine: ClientMachine, path: string): WantedFile[] {
  const ending = /\.(list|sources)$/.exec(path)?.[1]
  const content = ending === undefined ? null : machine.read(path)
  if (!content) return []
  // Bytes that are no UTF-8 come through as they are.
  const text = content.toString('latin1')
  const off = ending === 'list' ? listTurnedOff(text) : sourcesTurnedOff(text)
  return [{ path, content: Buffer.from(off, 'latin1'), mode: 0o644 }]
}
