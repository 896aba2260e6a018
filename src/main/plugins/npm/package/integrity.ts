import ssri from 'ssri'
import { DIGEST_NAMES, type DigestName, type Digests, isDigest } from '#shared/digest'

/** Strongest first. */
const BY_STRENGTH: readonly DigestName[] = ['sha512', 'sha384', 'sha256', 'sha224', 'sha1', 'md5']

export interface Integrity {
  /** Canonical text with one digest, such as `sha512-…`. */
  text: string
  algorithm: DigestName
  digests: Digests
}

/**
 * Reads a subresource integrity; of several algorithms the strongest alone counts, as in browsers and npm. Null when it holds no
 * digest that could be compared. Source: W3C Subresource Integrity, section 3.
 */
export function parseIntegrity(value: string): Integrity | null {
  const parsed = ssri.parse(value) as unknown as Partial<Record<string, { hexDigest(): string }[]>> | null
  if (!parsed) return null
  for (const algorithm of BY_STRENGTH) {
    if (!Object.hasOwn(parsed, algorithm)) continue
    for (const hash of parsed[algorithm] ?? []) {
      const hex = hash.hexDigest()
      if (isDigest(algorithm, hex)) return integrityOf(algorithm, hex)
    }
  }
  return null
}

/** The integrity that says one hexadecimal digest. */
export function integrityOf(algorithm: DigestName, hex: string): Integrity {
  const text = `${algorithm}-${Buffer.from(hex, 'hex').toString('base64')}`
  return { text, algorithm, digests: { [algorithm]: hex } }
}

/** The strongest of a file's digests as an integrity. @throws TypeError when there is none */
export function integrityOfDigests(digests: Digests): Integrity {
  for (const algorithm of BY_STRENGTH) {
    const hex = digests[algorithm]
    if (hex) return integrityOf(algorithm, hex)
  }
  throw new TypeError(`none of ${DIGEST_NAMES.join(', ')}`)
}
