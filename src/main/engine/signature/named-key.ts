/** Further keys of ours, by names: made, or brought along; and which one an address stands for. */
import { armor, decryptKey, enums, PacketList, type PrivateKey, readKey, readPrivateKey } from 'openpgp'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { parsePrn } from '#shared/prn'
import { uuidToBlob } from '../db/column.ts'
import { findSigningKey, type Keeper, keepSigningKey, signingKey, type SigningKey } from './signing-key.ts'

export interface NewKey {
  name: string
  /** Armored private key; a new one is made without. */
  secretKey: string | null
  passphrase: string | null
}

/** @throws StillwaterError `trust.signing_key_exists` (409), `trust.secret_key_invalid` */
export async function addSigningKey(engine: Keeper, { name, secretKey, passphrase }: NewKey): Promise<SigningKey> {
  if (findSigningKey(engine, name)) throw new StillwaterError('trust.signing_key_exists', { name }, { status: 409 })
  if (secretKey !== null) keepSigningKey(engine, name, await readSecret(secretKey, passphrase))
  return await signingKey(engine, name)
}

/** @throws StillwaterError `trust.secret_key_invalid` */
async function readSecret(armoredKey: string, passphrase: string | null): Promise<PrivateKey> {
  try {
    const locked = await readPrivateKey({ armoredKey })
    const key = locked.isDecrypted() ? locked : await decryptKey({ privateKey: locked, passphrase: passphrase ?? '' })
    // Throws for keys that have ended, were revoked, or are not for signing.
    await key.getSigningKey()
    return key
  } catch (cause) {
    const params = { reason: (cause as Error).message }
    throw new StillwaterError('trust.secret_key_invalid', params, { status: 400, cause })
  }
}

/**
 * The key that the href or PRN of a signing service names.
 * @throws StillwaterError `trust.no_such_service`
 */
export async function signingService(engine: Keeper, address: string): Promise<SigningKey> {
  const id = parsePrn(address)?.id ?? address.split('/').findLast((part) => part !== '') ?? ''
  const find = engine.catalogue.prepare('SELECT name FROM core_signingkey WHERE pulp_id = ?').pluck()
  const name = isUuid(id) ? find.get(uuidToBlob(id)) : undefined
  if (typeof name !== 'string') throw new StillwaterError('trust.no_such_service', { address }, { status: 400 })
  return await signingKey(engine, name)
}

/** Public keys as one text: clients read one block of armor and no more. */
export async function joinPublicKeys(texts: readonly string[]): Promise<string> {
  const [only] = texts
  if (only !== undefined && texts.length === 1) return only
  const keys = await Promise.all(texts.map((armoredKey) => readKey({ armoredKey })))
  const packets = new PacketList()
  packets.push(...keys.flatMap((key) => [...key.toPacketList()]))
  return armor(enums.armor.publicKey, packets.write())
}
