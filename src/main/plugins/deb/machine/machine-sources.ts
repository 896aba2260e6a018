/** What this machine's apt is told to use, found without running apt. */
import { join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { listMachineFolder, readKeyring, readMachineFile } from '#plugin-api'
import { type AptSource, readDeb822, readOneLine } from './sources-list.ts'

export interface MachineSources {
  /** In the order apt reads them. */
  sources: AptSource[]
  /** Files that could not be read, and why. */
  problems: string[]
}

/** Names that apt heeds in a folder: letters, digits, `-`, `_` and `.`, so that copies of editors are left alone. */
const NAME = /^[A-Za-z0-9_.-]+\.(list|sources)$/

/** @param root where the machine's file system begins */
export function machineSources(root = '/'): MachineSources {
  const found: MachineSources = { sources: [], problems: [] }
  const folder = join(root, 'etc/apt/sources.list.d')
  const names = listMachineFolder(folder).filter((name) => NAME.test(name))
  const paths = [join(root, 'etc/apt/sources.list'), ...names.map((name) => join(folder, name))]
  for (const path of paths) {
    const text = readMachineFile(path)?.toString('utf8')
    if (text === undefined) continue
    try {
      found.sources.push(...(path.endsWith('.sources') ? readDeb822(text, path) : readOneLine(text, path)))
    } catch (error) {
      if (!(error instanceof StillwaterError)) throw error
      found.problems.push(path)
    }
  }
  return found
}

/** Whether a mirror can be made of it: discs and tor are not for us. */
export function isMirrorable({ types, uri }: AptSource): boolean {
  return types.includes('deb') && /^(https?|file):/.test(uri)
}

/**
 * Public keys that apt would check a source with, armored; null when there are none.
 * @throws StillwaterError `signature.keyring_unreadable`
 */
export async function keysOf(source: AptSource, root = '/'): Promise<string | null> {
  const signedBy = source.options['signed-by'] ?? ''
  if (signedBy.includes('-----BEGIN')) return unfolded(signedBy)
  const named = signedBy.split(/[\s,]+/).filter((word) => word.startsWith('/'))
  const wanted = signedBy
    .split(/[\s,]+/)
    .filter((word) => /^[0-9A-Fa-f]{16,40}!?$/.test(word))
    .map((word) => word.replace('!', '').toUpperCase())
  const paths = named.length > 0 ? named.map((path) => join(root, path)) : trustedKeyrings(root)
  const files = paths.map((path) => readMachineFile(path)).filter((bytes) => bytes !== null && bytes.length > 0)
  if (files.length === 0) return null
  const { keys } = await readKeyring(files as Buffer[])
  const chosen = keys.filter(
    (key) => wanted.length === 0 || wanted.some((one) => fingerprints(key).some((own) => own.endsWith(one))),
  )
  return chosen.length === 0 ? null : chosen.map((key) => key.armor()).join('\n')
}

type PublicKey = Awaited<ReturnType<typeof readKeyring>>['keys'][number]

const fingerprints = (key: PublicKey): string[] =>
  [key, ...key.getSubkeys()].map((one) => one.getFingerprint().toUpperCase())

function trustedKeyrings(root: string): string[] {
  const folder = join(root, 'etc/apt/trusted.gpg.d')
  const names = listMachineFolder(folder).filter((name) => /^[^.].*\.(gpg|asc)$/.test(name))
  return [join(root, 'etc/apt/trusted.gpg'), ...names.map((name) => join(folder, name))]
}

/** A key inside a field: each line after one blank, empty ones as a dot. */
function unfolded(value: string): string {
  return value
    .split('\n')
    .map((line) => line.trim())
    .map((line) => (line === '.' ? '' : line))
    .join('\n')
}
