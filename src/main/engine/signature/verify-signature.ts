/** OpenPGP signatures checked in process against pinned keys. Source: RFC 9580; the rules of gpgv, and stricter about age and strength. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import {
  createMessage,
  enums,
  type PartialConfig,
  PacketList,
  readSignature,
  Signature,
  SignaturePacket,
  verify,
  type WebStream,
} from 'openpgp'
import { StillwaterError } from '#shared/error'
import { type ClearSigned, malformed, parseClearSigned } from './clear-signed.ts'
import { expirationOf, findSigner, isRevoked, MIN_RSA_BITS, type SigningPart, weaknessesOf } from './key-state.ts'
import type { Keyring } from './keyring.ts'
import { MAX_CLEAR_SIGNED, MAX_SIGNATURE, type SignaturePolicy, STRICT } from './signature-policy.ts'

const MAX_SIGNERS = 32

/** A signature that holds, by a key that is pinned. */
export interface VerifiedSignature {
  /** Of the primary key, upper-case hexadecimal. */
  fingerprint: string
  /** Of the key that signed, which may be a subkey. */
  keyFingerprint: string
  /** The first user id of the key, or its fingerprint. */
  signer: string
  created: Date
  /** When the signature ends, or null. */
  expires: Date | null
  /** When the key ends, or null. */
  keyExpires: Date | null
}

/** What is signed: bytes, or a file by its path, which is read as a stream. */
export type SignedData = Uint8Array | { readonly path: string }

/**
 * Checks a clear-signed text and answers exactly what is signed.
 * @throws StillwaterError `signature.malformed`, and as verifyDetached does
 */
export async function verifyClearSigned(
  input: Uint8Array,
  keyring: Keyring,
  policy: SignaturePolicy = STRICT,
): Promise<{ text: Buffer; signatures: VerifiedSignature[] }> {
  if (input.byteLength > MAX_CLEAR_SIGNED) throw malformed(1, `it is larger than ${MAX_CLEAR_SIGNED} bytes`)
  const parsed: ClearSigned = parseClearSigned(input)
  const packets = (await packetsOf(Buffer.from(parsed.signature))).filter(
    ({ signatureType }) => signatureType === enums.signature.text,
  )
  return { text: parsed.text, signatures: await verifyPackets(parsed.canonical, packets, keyring, policy) }
}

/**
 * Checks a detached signature, armored or binary, over bytes or a file of any size. One good signature of a pinned key is enough;
 * signatures of other keys count for nothing.
 * @throws StillwaterError `signature.malformed`; when none is good the nearest to it: `signature.invalid` (the data or the signature was
 * changed), `signature.key_revoked`, `signature.key_expired`, `signature.expired`, `signature.weak`, `signature.from_future`,
 * `signature.unknown_key`
 */
export async function verifyDetached(
  data: SignedData,
  signature: Uint8Array,
  keyring: Keyring,
  policy: SignaturePolicy = STRICT,
): Promise<VerifiedSignature[]> {
  const packets = (await packetsOf(signature)).filter(
    ({ signatureType }) => signatureType === enums.signature.binary || signatureType === enums.signature.text,
  )
  return await verifyPackets(data, packets, keyring, policy)
}

async function packetsOf(signature: Uint8Array): Promise<SignaturePacket[]> {
  if (signature.byteLength > MAX_SIGNATURE) throw malformed(1, `the signature is larger than ${MAX_SIGNATURE} bytes`)
  const bytes = Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength)
  const armored = bytes.includes('-----BEGIN PGP SIGNATURE-----')
  try {
    const read = armored
      ? await readSignature({ armoredSignature: bytes.toString('latin1') })
      : await readSignature({ binarySignature: bytes })
    const packets = [...read.packets].filter((packet) => packet instanceof SignaturePacket)
    if (packets.length > MAX_SIGNERS) throw new Error(`it holds more than ${MAX_SIGNERS} signatures`)
    return packets
  } catch (cause) {
    throw new StillwaterError(
      'signature.malformed',
      { line: 1, problem: `the signature cannot be read: ${(cause as Error).message}` },
      { status: 400, cause },
    )
  }
}

/** Reasons in the order of how much they tell. */
const REASONS = ['invalid', 'key_revoked', 'key_expired', 'expired', 'weak', 'from_future', 'unknown_key'] as const

async function verifyPackets(
  data: SignedData,
  packets: readonly SignaturePacket[],
  keyring: Keyring,
  policy: SignaturePolicy,
): Promise<VerifiedSignature[]> {
  if (packets.length === 0) throw malformed(1, 'it holds no signature of a file')
  const good: VerifiedSignature[] = []
  const bad: StillwaterError[] = []
  for (const packet of packets) {
    try {
      good.push(await verifyPacket(data, packet, keyring, policy))
    } catch (error) {
      if (!(error instanceof StillwaterError) || !error.code.startsWith('signature.')) throw error
      bad.push(error)
    }
  }
  if (good.length > 0) return good
  const rank = ({ code }: StillwaterError): number => REASONS.findIndex((reason) => code === `signature.${reason}`)
  throw bad.toSorted((a, b) => rank(a) - rank(b))[0]
}

async function verifyPacket(
  data: SignedData,
  packet: SignaturePacket,
  keyring: Keyring,
  policy: SignaturePolicy,
): Promise<VerifiedSignature> {
  const now = new Date()
  const found = findSigner(keyring.keys, packet)
  if (!found) throw refused('unknown_key', { key: packet.issuerKeyID.toHex().toUpperCase() })
  const signer = nameOf(found)
  const fingerprint = found.key.getFingerprint().toUpperCase()
  const named = { signer, fingerprint }
  if (await isRevoked(found, now)) throw refused('key_revoked', named)
  const keyExpires = await expirationOf(found, now)
  if (keyExpires && keyExpires <= now && !policy.allow.includes('expired_key'))
    throw refused('key_expired', { ...named, date: dateOf(keyExpires) })
  const weak = weaknessesOf(found, packet).filter((weakness) => !policy.allow.includes(weakness))
  if (weak.length > 0) throw refused('weak', { ...named, weakness: weak.join(', ') })
  const created = packet.created ?? new Date(0)
  if (created > now) throw refused('from_future', { ...named, date: created.toISOString() })
  const end = packet.getExpirationTime()
  const expires = end instanceof Date ? end : null
  if (expires && expires <= now) throw refused('expired', { ...named, date: dateOf(expires) })
  await compare(data, packet, found, policy, named)
  return {
    fingerprint,
    keyFingerprint: found.part.getFingerprint().toUpperCase(),
    signer,
    created,
    expires,
    keyExpires,
  }
}

/** The arithmetic. @throws StillwaterError `signature.invalid` */
async function compare(
  data: SignedData,
  packet: SignaturePacket,
  { key }: SigningPart,
  policy: SignaturePolicy,
  named: Record<string, string>,
): Promise<void> {
  const one = new PacketList<SignaturePacket>()
  one.push(packet)
  const file = data instanceof Uint8Array ? null : createReadStream(data.path, { highWaterMark: 1024 * 1024 })
  // A file that cannot be read is no wrong signature: the cause is kept apart.
  let failure: Error | null = null
  file?.on('error', (error) => (failure = error))
  try {
    const binary = file ? (Readable.toWeb(file) as WebStream<Uint8Array>) : (data as Uint8Array)
    const message = await createMessage({ binary })
    const result = await verify({
      message,
      signature: new Signature(one),
      verificationKeys: [key],
      format: 'binary',
      config: configFor(policy),
    })
    if (file) await drain(result.data as WebStream<Uint8Array>)
    await result.signatures[0]?.verified
  } catch (cause) {
    if (failure) throw failure
    throw refused('invalid', named, cause)
  } finally {
    file?.destroy()
  }
}

/** The hash follows what is read of the data; the library taps `getReader`, so iterating would not do. */
async function drain(data: WebStream<Uint8Array>): Promise<void> {
  const reader = data.getReader()
  while (!(await reader.read()).done);
}

/** What our own rules have let through must not be refused by the library's. */
function configFor({ allow }: SignaturePolicy): PartialConfig {
  const { md5, ripemd, sha1 } = enums.hash
  const broken = allow.includes('md5') ? [] : [md5, ripemd]
  return {
    rejectHashAlgorithms: new Set(broken),
    rejectMessageHashAlgorithms: new Set(allow.includes('sha1') ? broken : [...broken, sha1]),
    rejectPublicKeyAlgorithms: new Set(allow.includes('dsa') ? [] : [enums.publicKey.elgamal, enums.publicKey.dsa]),
    minRSABits: allow.includes('short_rsa') ? 0 : MIN_RSA_BITS,
  }
}

const nameOf = ({ key }: SigningPart): string => key.getUserIDs()[0] ?? key.getFingerprint().toUpperCase()
const dateOf = (date: Date): string => date.toISOString().slice(0, 10)

function refused(reason: (typeof REASONS)[number], params: Record<string, string>, cause?: unknown): StillwaterError {
  return new StillwaterError(`signature.${reason}`, params, { status: 400, cause })
}
