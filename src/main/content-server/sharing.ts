/** Sharing with other machines, switched on and off while the content server runs, and remembered in the data folder. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { NOT_SHARED, type SharingBody, type SharingWish } from '#shared/api/sharing'
import { toErrorBody } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { Engine } from '#engine/engine'
import { ensureCertificate, fingerprintOf, ownAddresses, ownNames } from './certificate.ts'
import type { Listener, TlsPair } from './listener.ts'
import type { ContentServer } from './server.ts'

const Wish = z.object({ host: z.string(), port: z.number().int().optional(), tls: z.boolean().optional() })

export class Sharing {
  state: SharingBody = NOT_SHARED
  readonly #engine: Engine
  readonly #server: ContentServer
  #listeners: Listener[] = []
  /** Changes are made one after another. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, server: ContentServer) {
    this.#engine = engine
    this.#server = server
  }

  /** Shares again what was shared when the program ended. An address that is gone is no reason not to start. */
  async restore(): Promise<void> {
    const wish = await this.#remembered()
    if (!wish) return
    try {
      await this.#share(wish)
    } catch (error) {
      this.#engine.log.warn({ err: error, host: wish.host }, 'the content could not be shared at its address')
      const { code, params } = toErrorBody(error)
      const { host, port = null, tls = false } = wish
      this.state = { ...NOT_SHARED, host, port, tls, problem: formatMessage(`error.${code}`, params) }
    }
  }

  /** Shares at another address, or (null) no more. @throws StillwaterError `host.port_busy`, `content.listen_failed`; then nothing has changed */
  set(wish: SharingWish | null): Promise<SharingBody> {
    const next = this.#last.then(() => this.#set(wish))
    this.#last = next.catch(() => undefined)
    return next
  }

  /** Makes the certificate anew when it is time. */
  async renew(): Promise<void> {
    if (!this.state.shared || !this.state.tls) return
    const pair = await this.#certificate(this.state.host ?? '')
    for (const listener of this.#listeners) listener.renew(pair)
    this.state = { ...this.state, fingerprint: fingerprintOf(pair), certificate: pair.cert }
  }

  async #set(wish: SharingWish | null): Promise<SharingBody> {
    if (wish) await this.#share(wish)
    else await this.#end()
    await this.#remember(wish)
    return this.state
  }

  async #share({ host, port = this.#server.port, tls = false }: SharingWish): Promise<void> {
    const pair = tls ? await this.#certificate(host) : undefined
    const before = this.#listeners
    const hosts = hostsOf(host)
    // The very same address can only be taken once the old listener has let it go.
    const again = before.some((one) => one.port === port && hosts.includes(one.host))
    const old = this.state
    if (again) await this.#end()
    try {
      this.#listeners = await this.#listenAll(hosts, port, pair)
    } catch (error) {
      if (again && old.host !== null) await this.#share({ host: old.host, port: old.port ?? undefined, tls: old.tls })
      throw error
    }
    if (!again) await Promise.all(before.map((one) => this.#server.unlisten(one)))
    const urls = this.#listeners.map(({ url }) => url)
    const fingerprint = pair ? fingerprintOf(pair) : null
    const certificate = pair?.cert ?? null
    this.state = { shared: true, host, port, tls, urls, fingerprint, certificate, problem: null }
    this.#engine.log.info({ urls }, 'the content is shared')
  }

  /** All or none. */
  async #listenAll(hosts: readonly string[], port: number, tls: TlsPair | undefined): Promise<Listener[]> {
    const made: Listener[] = []
    try {
      for (const host of hosts) made.push(await this.#server.listen({ host, port, tls }))
      return made
    } catch (error) {
      await Promise.all(made.map((one) => this.#server.unlisten(one)))
      throw error
    }
  }

  async #end(): Promise<void> {
    const listeners = this.#listeners
    this.#listeners = []
    this.state = NOT_SHARED
    await Promise.all(listeners.map((one) => this.#server.unlisten(one)))
  }

  #certificate(host: string): Promise<TlsPair> {
    const { folder, settings } = this.#engine
    return ensureCertificate(folder.root, ownNames([host, ...settings.ALLOWED_HOSTS]))
  }

  get #file(): string {
    return join(this.#engine.folder.root, 'sharing.json')
  }

  async #remembered(): Promise<SharingWish | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null)
    if (text === null) return null
    try {
      return Wish.parse(JSON.parse(text))
    } catch (error) {
      this.#engine.log.warn({ err: error }, 'sharing.json cannot be read; nothing is shared')
      return null
    }
  }

  async #remember(wish: SharingWish | null): Promise<void> {
    if (!wish) return await rm(this.#file, { force: true })
    await writeFile(`${this.#file}.new`, `${JSON.stringify(wish)}\n`, { mode: 0o600 })
    await rename(`${this.#file}.new`, this.#file)
  }
}

/** One listener for each address: this machine's own stays what it is, and the names of requests are checked for each. */
function hostsOf(host: string): string[] {
  const addresses = ownAddresses({ internal: false })
  if (host === '0.0.0.0') return addresses.filter((address) => !address.includes(':'))
  return host === '::' ? addresses : [host]
}
