/** Pinned public keys: the only ones whose signatures count. */
import { type Key, readKeys } from 'openpgp'
import { StillwaterError } from '#shared/error'

/** Bytes; the largest keyring of a distribution is a tenth of it. */
const MAX_KEYRING = 8 * 1024 * 1024
const ARMORED = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/

/** Keys to verify with; made by `readKeyring`. */
export interface Keyring {
  readonly keys: readonly Key[]
  /** Of the primary keys, upper-case hexadecimal. */
  readonly fingerprints: readonly string[]
}

/**
 * Reads public keys. Each source is a binary keyring, or text: any number of armored keys one after another, with whatever stands between
 * them, or a binary keyring in base64.
 * @throws StillwaterError `signature.keyring_unreadable` when a source holds no key or something else
 */
export async function readKeyring(sources: readonly (string | Uint8Array)[]): Promise<Keyring> {
  const keys: Key[] = []
  for (const source of sources) keys.push(...(await keysOf(source)))
  return { keys, fingerprints: keys.map((key) => key.getFingerprint().toUpperCase()) }
}

async function keysOf(source: string | Uint8Array): Promise<Key[]> {
  if (source.length > MAX_KEYRING) throw unreadable('it is too large')
  const bytes = typeof source === 'string' ? null : Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  const text = typeof source === 'string' ? source : bytes?.toString('latin1')
  try {
    const armored = text?.match(ARMORED)
    const keys = armored ? await armoredKeys(armored) : await readKeys({ binaryKeys: bytes ?? fromBase64(source) })
    if (keys.some((key) => key.isPrivate())) throw unreadable('it holds a private key; give the public one')
    return keys
  } catch (cause) {
    throw cause instanceof StillwaterError ? cause : unreadable((cause as Error).message, cause)
  }
}

async function armoredKeys(blocks: readonly string[]): Promise<Key[]> {
  const keys: Key[] = []
  for (const armored of blocks) keys.push(...(await readKeys({ armoredKeys: armored })))
  return keys
}

function fromBase64(source: string | Uint8Array): Uint8Array {
  if (typeof source !== 'string' || !BASE64.test(source)) throw unreadable('it holds no public key')
  return Buffer.from(source, 'base64')
}

function unreadable(problem: string, cause?: unknown): StillwaterError {
  return new StillwaterError('signature.keyring_unreadable', { problem }, { status: 400, cause })
}
