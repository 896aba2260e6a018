/** The checksum algorithms the catalogue knows, in the order in which a match is looked for (Pulp: Artifact.DIGEST_FIELDS). */
export const DIGEST_NAMES = ['sha256', 'sha512', 'sha384', 'sha224', 'sha1', 'md5'] as const

export type DigestName = (typeof DIGEST_NAMES)[number]

/** Lower-case hexadecimal digests by algorithm. */
export type Digests = Partial<Record<DigestName, string>>

const HEX_LENGTH: Record<DigestName, number> = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 }

export function isDigestName(name: string): name is DigestName {
  return (DIGEST_NAMES as readonly string[]).includes(name)
}

/** Whether the text is a lower-case hexadecimal digest of the algorithm's length. */
export function isDigest(name: DigestName, hex: string): boolean {
  return hex.length === HEX_LENGTH[name] && /^[0-9a-f]+$/.test(hex)
}
