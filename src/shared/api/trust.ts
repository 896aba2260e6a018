import * as z from 'zod'

const part = {
  /** Upper-case hexadecimal. */
  fingerprint: z.string(),
  algorithm: z.string(),
  created: z.string(),
  expires: z.string().nullable(),
  revoked: z.boolean(),
}

/** What is to be said of a key. */
export const KeyBody = z.object({
  ...part,
  user_ids: z.array(z.string()),
  state: z.enum(['good', 'expires_soon', 'weak', 'expired', 'revoked']),
  weaknesses: z.array(z.string()),
  subkeys: z.array(z.object(part)),
  public_key: z.string(),
})
export type KeyBody = z.infer<typeof KeyBody>

const mirror = z.object({ id: z.string(), name: z.string() })

/** A remote that pins keys, or could. */
export const PinBody = z.object({
  remote: z.string(),
  name: z.string(),
  /** Of the remote, where the keys are kept. */
  field: z.string(),
  mirrors: z.array(mirror),
  /** Fingerprints of the keys it pins; none when nothing is checked. */
  fingerprints: z.array(z.string()),
  /** Weak signatures that it accepts all the same. */
  accepts_weak: z.array(z.string()),
  /** Why its keys cannot be read; null when they can. */
  problem: z.string().nullable(),
})
export type PinBody = z.infer<typeof PinBody>

export const CertificateBody = z.object({
  use: z.enum(['sharing', 'upstream_ca', 'client']),
  subject: z.string(),
  issuer: z.string(),
  fingerprint: z.string(),
  valid_from: z.string(),
  valid_to: z.string(),
  state: z.enum(['good', 'expires_soon', 'expired', 'not_yet']),
  /** Names of what uses it. */
  used_by: z.array(z.string()),
})
export type CertificateBody = z.infer<typeof CertificateBody>

export const TrustBody = z.object({
  keys: z.array(KeyBody.extend({ trusted_by: z.array(z.string()) })),
  pins: z.array(PinBody),
  /** Keys of our own that sign what is published. */
  own: z.array(KeyBody.extend({ name: z.string(), retired: z.boolean() })),
  certificates: z.array(CertificateBody),
  secrets: z.object({
    /** Where the key that encrypts them is kept. */
    encrypted: z.number().int(),
    /** When the key was made; null before there is one. */
    key_created: z.string().nullable(),
    /** Whether a rotation has not ended. */
    rotating: z.boolean(),
    /** Remotes whose secrets no key opens. */
    unreadable: z.array(z.string()),
  }),
})
export type TrustBody = z.infer<typeof TrustBody>

export const TrustStepBody = z.object({
  id: z.string(),
  state: z.enum(['verified', 'recorded', 'unchecked', 'failed']),
  text: z.string(),
})
export type TrustStepBody = z.infer<typeof TrustStepBody>
