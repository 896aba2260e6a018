/** Own keys: made when first needed, kept encrypted, used to sign what is published. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import {
  createCleartextMessage,
  createMessage,
  generateKey,
  type PrivateKey,
  readPrivateKey,
  sign,
  type WebStream,
} from 'openpgp'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { SECRET_KEY_FIELD } from '../secret/signing-key-secrets.ts'
import { MAX_CLEAR_SIGNED } from './signature-policy.ts'
import type { SignedData } from './verify-signature.ts'

export type Keeper = Pick<Engine, 'catalogue' | 'secrets'>

/** Every client there is can check RSA; of 3072 bits until 2030 and beyond (NIST SP 800-57). */
const RSA_BITS = 3072

/** A key of ours that can sign. */
export interface SigningKey {
  readonly name: string
  /** Upper-case hexadecimal. */
  readonly fingerprint: string
  /** Armored, for clients. */
  readonly publicKey: string
  /** Answers the armored text with its signature below it (InRelease). The text must not end in blanks that matter: they are not signed. */
  signClear(text: string): Promise<string>
  /** Answers an armored signature over bytes, or over a file of any size (Release.gpg). */
  signDetached(data: SignedData): Promise<string>
}

interface Row {
  name: string
  fingerprint: string
  public_key: string
  secret_key: string
}

/**
 * The key of a name, made now when there is none; whichever thread asks first makes it for all.
 * @throws StillwaterError `secret.no_key`, `signature.key_unreadable` when it was encrypted under a key that is gone
 */
export async function signingKey(engine: Keeper, name = 'default'): Promise<SigningKey> {
  const row = findSigningKey(engine, name) ?? (await create(engine, name))
  const armored = engine.secrets.open(SECRET_KEY_FIELD, row.secret_key)
  if (armored === null) throw new StillwaterError('signature.key_unreadable', { name })
  const key = await readPrivateKey({ armoredKey: armored })
  return {
    name,
    fingerprint: row.fingerprint,
    publicKey: row.public_key,
    signClear: (text) => signClear(key, text),
    signDetached: (data) => signDetached(key, data),
  }
}

export function findSigningKey({ catalogue }: Keeper, name: string): Row | undefined {
  return catalogue.prepare('SELECT * FROM core_signingkey WHERE name = ?').get(name) as Row | undefined
}

async function create(engine: Keeper, name: string): Promise<Row> {
  const userIDs = [{ name: `Stillwater ${name} signing key` }]
  const made = await generateKey({ type: 'rsa', rsaBits: RSA_BITS, userIDs, format: 'object' })
  keepSigningKey(engine, name, made.privateKey)
  return findSigningKey(engine, name) as Row
}

/** Keeps a key under a name that has none; whoever was first stays. */
export function keepSigningKey(engine: Keeper, name: string, key: PrivateKey): void {
  const publicKey = key.toPublic()
  engine.catalogue
    .prepare(
      `INSERT OR IGNORE INTO core_signingkey (pulp_id, pulp_created, name, fingerprint, public_key, secret_key)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(
      uuidToBlob(uuidv7()),
      Date.now(),
      name,
      publicKey.getFingerprint().toUpperCase(),
      publicKey.armor(),
      engine.secrets.seal(SECRET_KEY_FIELD, key.armor()),
    )
}

async function signClear(key: PrivateKey, text: string): Promise<string> {
  if (text.length > MAX_CLEAR_SIGNED) throw new RangeError('too large to be signed as a text')
  const armored = await sign({ message: await createCleartextMessage({ text }), signingKeys: key })
  // The library writes lines as mail has them; files on Linux have theirs.
  return armored.replaceAll('\r\n', '\n')
}

async function signDetached(key: PrivateKey, data: SignedData): Promise<string> {
  if (data instanceof Uint8Array)
    return await sign({ message: await createMessage({ binary: data }), signingKeys: key, detached: true })
  const file = createReadStream(data.path, { highWaterMark: 1024 * 1024 })
  try {
    const message = await createMessage({ binary: Readable.toWeb(file) as WebStream<Uint8Array> })
    const armored = await sign({ message, signingKeys: key, detached: true })
    const parts: string[] = []
    for await (const part of armored as AsyncIterable<string>) parts.push(part)
    return parts.join('')
  } finally {
    file.destroy()
  }
}
