/** Lets requests for guarded distributions pass, or not. */
import type { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import { Throttle } from '#engine/access/throttle'
import type { Engine } from '#engine/engine'
import { mayPass } from '#engine/guard/pass'
import type { Exchange } from './exchange.ts'

export type UserCheck = (username: string, password: string) => boolean

export class Gate {
  readonly #engine: Engine
  readonly #isUser: UserCheck
  readonly #throttle = new Throttle()

  constructor(engine: Engine, isUser: UserCheck) {
    this.#engine = engine
    this.#isUser = isUser
  }

  /** Whether a guard lets the request pass. @throws StillwaterError `api.too_many_attempts` (429) while somebody guesses passwords */
  mayPass(guardId: string, { request, path }: Exchange): Promise<boolean> {
    const query = new URLSearchParams((request.url ?? '').slice(path.length))
    return mayPass(this.#engine, guardId, {
      path,
      query,
      headers: request.headers,
      certificates: certificatesOf(request.socket),
      isUser: () => this.#hasCredentials(request.headers.authorization, request.socket.remoteAddress ?? ''),
    })
  }

  async #hasCredentials(authorization: string | undefined, address: string): Promise<boolean> {
    const encoded = /^basic +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (encoded === undefined) return false
    const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
    if (username === undefined || password === undefined) return false
    return this.#throttle.attempt(address, () => this.#isUser(username, password))
  }
}

/** What the client showed when it connected, its own certificate first. It is the one identity on the wire that cannot be made up. */
function certificatesOf(socket: unknown): X509Certificate[] {
  const found: X509Certificate[] = []
  let current = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  while (current && !found.includes(current) && found.length < 8) {
    found.push(current)
    current = current.issuerCertificate
  }
  return found
}
