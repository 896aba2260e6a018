/** Whether a key may still vouch for anything, and whether it is strong enough. */
import { enums, type Key, type SignaturePacket, type Subkey } from 'openpgp'
import type { Weakness } from './signature-policy.ts'

/** A pinned key and the one of its parts that signs. */
export interface SigningPart {
  key: Key
  part: Key | Subkey
}

/** The pinned part with the id that a signature names; null when it is of nobody we know. */
export function findSigner(keys: readonly Key[], packet: SignaturePacket): SigningPart | null {
  for (const key of keys) {
    const part = key.getKeys(packet.issuerKeyID)[0]
    if (part) return { key, part }
  }
  return null
}

/** Whether the owner has taken back the key or the part that signed. */
export async function isRevoked({ key, part }: SigningPart, now: Date): Promise<boolean> {
  if (await key.isRevoked(undefined, undefined, now)) return true
  if (!('bindingSignatures' in part)) return false
  const revoked = part.bindingSignatures.map((binding) => part.isRevoked(binding, key.keyPacket, now))
  return (await Promise.all(revoked)).some(Boolean)
}

/** The earlier end of the key and of the part that signed; null when both are valid for ever. */
export async function expirationOf({ key, part }: SigningPart, now: Date): Promise<Date | null> {
  const ends = [await key.getExpirationTime(), 'bindingSignatures' in part ? await part.getExpirationTime(now) : null]
  const dates = ends.filter((end) => end instanceof Date)
  return dates.length === 0 ? null : new Date(Math.min(...dates.map(Number)))
}

const BROKEN_HASHES: ReadonlyMap<enums.hash, Weakness> = new Map([
  [enums.hash.md5, 'md5'],
  [enums.hash.ripemd, 'md5'],
  [enums.hash.sha1, 'sha1'],
])

/** A modulus of 2048 bits may count as one less. */
export const MIN_RSA_BITS = 2047

/** What is weak about a signature; empty when nothing is. */
export function weaknessesOf({ key, part }: SigningPart, packet: SignaturePacket): Weakness[] {
  const found = new Set<Weakness>()
  const hash = packet.hashAlgorithm === null ? undefined : BROKEN_HASHES.get(packet.hashAlgorithm)
  if (hash) found.add(hash)
  for (const { algorithm, bits } of [key.getAlgorithmInfo(), part.getAlgorithmInfo()]) {
    if (algorithm === 'dsa' || algorithm === 'elgamal') found.add('dsa')
    if (algorithm.startsWith('rsa') && (bits ?? 0) < MIN_RSA_BITS) found.add('short_rsa')
  }
  return [...found]
}
