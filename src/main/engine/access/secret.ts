import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether the texts are the same, in a time that tells nothing about where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected)) && expected !== ''
}

/** 256 random bits, safe in URLs, cookies and headers. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The form in which secrets are kept as keys: finding one says nothing about others by timing. */
export function secretKey(secret: string): string {
  return digest(secret).toString('base64url')
}
