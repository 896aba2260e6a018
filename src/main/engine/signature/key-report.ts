/** What is to be said of a key: whose it is, how long it is good, and what is wrong with it. */
import { enums, type Key, type Subkey } from 'openpgp'
import { expirationOf, isRevoked, MIN_RSA_BITS } from './key-state.ts'
import { readKeyring } from './keyring.ts'

export const KEY_STATES = ['good', 'expires_soon', 'weak', 'expired', 'revoked'] as const
export type KeyState = (typeof KEY_STATES)[number]

/** Milliseconds before its end from which on a key expires soon. */
const SOON = 60 * 86_400_000

export interface KeyPart {
  /** Upper-case hexadecimal. */
  fingerprint: string
  /** Such as `rsa 4096` or `ed25519`. */
  algorithm: string
  created: string
  /** ISO 8601; null for never. */
  expires: string | null
  revoked: boolean
}

export interface KeyReport extends KeyPart {
  user_ids: string[]
  state: KeyState
  /** Why it is weak: `short_rsa`, `dsa`, `sha1`, `md5`. */
  weaknesses: string[]
  subkeys: KeyPart[]
  /** Armored. */
  public_key: string
}

function algorithmOf(part: Key | Subkey): string {
  const { algorithm, bits, curve } = part.getAlgorithmInfo()
  if (curve) return curve.replace(/Legacy$/, '')
  return [algorithm.replace(/(Encrypt|Sign|Legacy)+$/, ''), bits].filter(Boolean).join(' ')
}

const iso = (date: Date | null): string | null => date && date.toISOString()

/** The newest signature by which the key vouches for itself, of any user id. */
function ownHash(key: Key): enums.hash | null {
  const own = key.users
    .flatMap((user) => user.selfCertifications)
    .toSorted((a, b) => Number(b.created) - Number(a.created))
  return own[0]?.hashAlgorithm ?? null
}

function weaknessesOf(key: Key): string[] {
  const found = new Set<string>()
  const { algorithm, bits } = key.getAlgorithmInfo()
  if (algorithm === 'dsa' || algorithm === 'elgamal') found.add('dsa')
  if (algorithm.startsWith('rsa') && (bits ?? 0) < MIN_RSA_BITS) found.add('short_rsa')
  const hash = ownHash(key)
  if (hash === enums.hash.sha1) found.add('sha1')
  if (hash === enums.hash.md5 || hash === enums.hash.ripemd) found.add('md5')
  return [...found]
}

/** The end of a key, also of one whose signature the library does not accept. */
async function endOf(key: Key, part: Key | Subkey, now: Date): Promise<Date | null> {
  try {
    const end = await expirationOf({ key, part }, now)
    if (end) return end
  } catch {
    // Said by the packets below.
  }
  const seconds = key.users
    .flatMap((user) => user.selfCertifications)
    .map(({ keyExpirationTime }) => keyExpirationTime)
    .find((time) => typeof time === 'number' && time > 0)
  return part === key && seconds ? new Date(key.getCreationTime().getTime() + seconds * 1000) : null
}

async function isTakenBack(key: Key, part: Key | Subkey, now: Date): Promise<boolean> {
  if (key.revocationSignatures.length > 0) return true
  try {
    return await isRevoked({ key, part }, now)
  } catch {
    return false
  }
}

async function partOf(key: Key, part: Key | Subkey, now: Date): Promise<KeyPart & { end: Date | null }> {
  const end = await endOf(key, part, now)
  return {
    fingerprint: part.getFingerprint().toUpperCase(),
    algorithm: algorithmOf(part),
    created: part.getCreationTime().toISOString(),
    expires: iso(end),
    revoked: await isTakenBack(key, part, now),
    end,
  }
}

function stateOf(revoked: boolean, end: Date | null, weak: boolean, now: Date): KeyState {
  if (revoked) return 'revoked'
  if (end && end <= now) return 'expired'
  if (weak) return 'weak'
  return end && end.getTime() - now.getTime() < SOON ? 'expires_soon' : 'good'
}

async function reportOf(key: Key, now: Date): Promise<KeyReport> {
  const { end, ...own } = await partOf(key, key, now)
  const weaknesses = weaknessesOf(key)
  const subkeys = await Promise.all(key.subkeys.map(async (one) => await partOf(key, one, now)))
  return {
    ...own,
    user_ids: key.getUserIDs(),
    state: stateOf(own.revoked, end, weaknesses.length > 0, now),
    weaknesses,
    subkeys: subkeys.map(({ end: _end, ...part }) => part),
    public_key: key.armor(),
  }
}

/**
 * The keys in a text, one report for each.
 * @throws StillwaterError `signature.keyring_unreadable`
 */
export async function describeKeys(text: string, now = new Date()): Promise<KeyReport[]> {
  const { keys } = await readKeyring([text])
  return await Promise.all(keys.map((key) => reportOf(key, now)))
}
