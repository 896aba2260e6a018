/** Which signatures count. What is weak is refused unless the owner of a remote allows it by name. */
import * as z from 'zod'

/**
 * What makes a signature weak: a broken hash, a key that can be computed, or one whose owner no longer vouches for it. Names as clients
 * write them.
 */
export const WEAKNESSES = ['md5', 'sha1', 'short_rsa', 'dsa', 'expired_key'] as const
export type Weakness = (typeof WEAKNESSES)[number]

export interface SignaturePolicy {
  /** What is accepted although it is weak. A revoked key never is. */
  allow: readonly Weakness[]
}

/** Nothing weak. */
export const STRICT: SignaturePolicy = { allow: [] }

/** For the field of a remote that allows weak signatures. */
export const weaknessesSchema = z.array(z.enum(WEAKNESSES))

/** Bytes of a signature, armored or not. */
export const MAX_SIGNATURE = 1024 * 1024
/** Bytes of a clear-signed text, which is kept in memory. */
export const MAX_CLEAR_SIGNED = 64 * 1024 * 1024
