/** Which of our keys signs which suite. */
import {
  type InstanceOf,
  joinPublicKeys,
  type SigningKey,
  signingKey,
  signingService,
  type TaskContext,
} from '#plugin-api'
import type { AptRepository } from '../model/resource.ts'

export class SuiteKeys {
  private readonly context: TaskContext
  private readonly repository: InstanceOf<typeof AptRepository>
  private readonly own: string | null
  private readonly used = new Map<string, SigningKey>()

  /** @param own what the publication itself says */
  constructor(context: TaskContext, repository: InstanceOf<typeof AptRepository>, own: string | null) {
    this.context = context
    this.repository = repository
    this.own = own
  }

  /** That of the suite, else that of the publication, of the repository, or the usual one. @throws StillwaterError `trust.no_such_service` */
  async of(distribution: string): Promise<SigningKey> {
    const { signing_service: usual, signing_service_release_overrides: overrides } = this.repository
    const address = new Map(Object.entries(overrides)).get(distribution) ?? this.own ?? usual
    const key = address === null ? await signingKey(this.context) : await signingService(this.context, address)
    this.used.set(key.fingerprint, key)
    return key
  }

  /** For clients: every key that signed; the usual one where there was nothing to sign. */
  async publicKeys(): Promise<string> {
    if (this.used.size === 0) await this.of('')
    return await joinPublicKeys([...this.used.values()].map(({ publicKey }) => publicKey))
  }
}
