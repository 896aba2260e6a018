/**
 * The one place where bytes become digests. Which algorithms may be used at all is the setting ALLOWED_CONTENT_CHECKSUMS, handed in
 * by the caller: nothing is trusted on, or stored with, an algorithm outside it.
 * Source: Pulp 3, `ALLOWED_CONTENT_CHECKSUMS` and `Artifact.DIGEST_FIELDS`.
 */
import { createHash, hash as hashOnce } from 'node:crypto'
import { DIGEST_NAMES, type DigestName, type Digests } from '#shared/digest'
import { StillwaterError } from '#shared/error'

/** Default of ALLOWED_CONTENT_CHECKSUMS; sha256 is mandatory because artifacts are stored under it. */
export const DEFAULT_ALLOWED_CHECKSUMS: readonly DigestName[] = ['sha224', 'sha256', 'sha384', 'sha512']

/** Takes bytes in order and names them in the end. */
export interface Hasher {
  update(chunk: Uint8Array): void
  /** Digests of everything taken so far; ends the hasher. */
  digests(): Digests
}

/** The first digest that is not as expected. */
export interface DigestMismatch {
  algorithm: DigestName
  expected: string
  actual: string
}

/**
 * A hasher for several algorithms at once; `names` defaults to everything allowed, which is what an artifact row stores.
 * @throws StillwaterError `checksum.not_allowed` for an algorithm outside `allowed`.
 */
export function createHasher(allowed: readonly DigestName[], names: readonly DigestName[] = allowed): Hasher {
  assertAllowed(names, allowed)
  const hashes = names.map((name) => ({ name, hash: createHash(name) }))
  return {
    update(chunk) {
      for (const one of hashes) one.hash.update(chunk)
    },
    digests() {
      const digests: Digests = {}
      for (const one of hashes) digests[one.name] = one.hash.digest('hex')
      return digests
    },
  }
}

/**
 * Digests of bytes that are in memory already; cheaper than a hasher for small files.
 * @throws StillwaterError `checksum.not_allowed` for an algorithm outside `allowed`.
 */
export function digestsOf(
  bytes: Uint8Array,
  allowed: readonly DigestName[],
  names: readonly DigestName[] = allowed,
): Digests {
  assertAllowed(names, allowed)
  const digests: Digests = {}
  for (const name of names) digests[name] = hashOnce(name, bytes, 'hex')
  return digests
}

/**
 * The expected digests that may be relied on. `name` is what they are of, for the message.
 * @throws StillwaterError `checksum.only_forbidden` when digests are given but none is allowed.
 */
export function usableDigests(expected: Digests, allowed: readonly DigestName[], name = 'none'): Digests {
  const usable: Digests = {}
  const forbidden: DigestName[] = []
  for (const name of DIGEST_NAMES) {
    const digest = expected[name]
    if (digest === undefined) continue
    if (allowed.includes(name)) usable[name] = digest.toLowerCase()
    else forbidden.push(name)
  }
  if (forbidden.length > 0 && Object.keys(usable).length === 0) {
    throw new StillwaterError('checksum.only_forbidden', { algorithms: forbidden.join(', '), name }, { status: 400 })
  }
  return usable
}

/** @throws StillwaterError `checksum.only_forbidden` when digests are given but none is allowed. */
export function assertUsableDigests(expected: Digests, allowed: readonly DigestName[], name?: string): void {
  usableDigests(expected, allowed, name)
}

/** Compares in the order of DIGEST_NAMES, only algorithms present on both sides; null when nothing differs. */
export function findDigestMismatch(expected: Digests, actual: Digests): DigestMismatch | null {
  for (const algorithm of DIGEST_NAMES) {
    const wanted = expected[algorithm]?.toLowerCase()
    const found = actual[algorithm]
    if (wanted !== undefined && found !== undefined && wanted !== found) {
      return { algorithm, expected: wanted, actual: found }
    }
  }
  return null
}

function assertAllowed(names: readonly DigestName[], allowed: readonly DigestName[]): void {
  for (const algorithm of names) {
    if (!allowed.includes(algorithm)) throw new StillwaterError('checksum.not_allowed', { algorithm }, { status: 400 })
  }
}
