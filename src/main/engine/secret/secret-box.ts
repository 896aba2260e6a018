import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { StillwaterError } from '#shared/error'
import { KEY_BYTES, type KeyProvider } from './key-provider.ts'

/** Encrypts short texts for the catalogue. `field` names what the text is; one sealed as another field does not open. */
export interface SecretBox {
  /** Encrypts under the newest key, which is made when there is none. @throws StillwaterError `secret.no_key` */
  seal(field: string, plain: string): string
  /** The text, or null when its key is not here or it was tampered with. */
  open(field: string, sealed: string): string | null
  /** Starts a rotation: from now on a new key seals, and the older ones still open. @throws StillwaterError `secret.no_key` */
  addKey(): void
  /** Ends a rotation: only the newest key is kept. */
  dropOldKeys(): void
  /** Whether there are keys beside the newest, as a rotation that was cut off leaves them. */
  readonly hasOldKeys: boolean
}

const PREFIX = 'sealed:1:'
const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const SEALED = /^sealed:1:([0-9a-f]{16}):([A-Za-z0-9_-]{38,})$/

/** Whether the text is what `seal` gives. */
export function isSealed(text: string): boolean {
  return SEALED.test(text)
}

/** Tells keys apart without giving them away. */
const nameOf = (key: Buffer): string =>
  createHash('sha256').update('stillwater key ').update(key).digest('hex').slice(0, 16)

/** AES-256-GCM under keys of a provider: `sealed:1:<name of the key>:<iv, tag and cipher text in base64url>`. */
export class AesSecretBox implements SecretBox {
  private readonly provider: KeyProvider
  /** Every key seen so far: one that a rotation has dropped still opens what was read before it. */
  private readonly known = new Map<string, Buffer>()

  constructor(provider: KeyProvider) {
    this.provider = provider
  }

  seal(field: string, plain: string): string {
    const key = this.newestKey()
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(field))
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return `${PREFIX}${nameOf(key)}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
  }

  open(field: string, sealed: string): string | null {
    const [, name = '', body = ''] = SEALED.exec(sealed) ?? []
    const key = this.keyNamed(name)
    if (!key) return null
    const bytes = Buffer.from(body, 'base64url')
    try {
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(field)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    } catch {
      return null
    }
  }

  addKey(): void {
    this.change(() => this.provider.replace([randomBytes(KEY_BYTES), ...this.read()]))
  }

  dropOldKeys(): void {
    this.change(() => this.provider.replace(this.read().slice(0, 1)))
  }

  get hasOldKeys(): boolean {
    return this.readOrNone().length > 1
  }

  private newestKey(): Buffer {
    // Read each time: another thread may have changed the key.
    if (this.read().length === 0) this.change(() => this.provider.create(randomBytes(KEY_BYTES)))
    const [newest] = this.read()
    if (!newest) throw this.problem('it is not there')
    return newest
  }

  private keyNamed(name: string): Buffer | undefined {
    if (!this.known.has(name)) this.readOrNone()
    return this.known.get(name)
  }

  private read(): readonly Buffer[] {
    try {
      const keys = this.provider.read()
      for (const key of keys) this.known.set(nameOf(key), key)
      return keys
    } catch (cause) {
      throw this.problem((cause as Error).message, cause)
    }
  }

  private readOrNone(): readonly Buffer[] {
    try {
      return this.read()
    } catch {
      return []
    }
  }

  private change(work: () => void): void {
    try {
      work()
    } catch (cause) {
      throw cause instanceof StillwaterError ? cause : this.problem((cause as Error).message, cause)
    }
  }

  private problem(reason: string, cause?: unknown): StillwaterError {
    return new StillwaterError('secret.no_key', { place: this.provider.place, reason }, { cause })
  }
}
