/** The content server: distributions over HTTP/1.1, read-only, in a thread of its own. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { StillwaterError } from '#shared/error'
import type { Engine } from '#engine/engine'
import type { Access } from './access-line.ts'
import { AccessLog } from './access-log.ts'
import { AddressLimit } from './address-limit.ts'
import { ClientGoneError, Exchange } from './exchange.ts'
import { Gate, type UserCheck } from './gate.ts'
import type { HostGuard } from './host-guard.ts'
import { Listener, type ListenOptions, type TlsPair } from './listener.ts'
import { OnDemand } from './on-demand.ts'
import { rawPathOf } from './path.ts'
import { Router } from './route.ts'
import { type ContentStats, StatsCounter } from './stats.ts'

export interface ContentServerOptions extends ListenOptions {
  /** Whether these are the credentials of somebody who may download what role guards protect; nobody is, unless it is said. */
  isUser?: UserCheck | undefined
}

export interface ContentServer {
  /** Such as `http://127.0.0.1:24816`. */
  readonly url: string
  readonly port: number
  stats(): ContentStats
  /** Listens at one more address. Answers under way at others are not touched. @throws StillwaterError `host.port_busy`, `content.listen_failed` */
  listen(options: ListenOptions): Promise<Listener>
  /** Listens there no more; answers under way are finished. */
  unlisten(listener: Listener): Promise<void>
  /** Shows another certificate wherever it serves over TLS, from the next connection on. */
  renew(tls: TlsPair): void
  /** Ends answers under way after a few seconds. */
  close(): Promise<void>
}

/** @throws StillwaterError `host.port_busy`, `content.listen_failed` */
export async function startContentServer(engine: Engine, options: ContentServerOptions): Promise<ContentServer> {
  const work = await Work.create(engine, options.isUser ?? (() => false))
  try {
    const main = await work.listen(options)
    engine.log.info({ url: main.url }, 'content server is listening')
    return {
      url: main.url,
      port: main.port,
      stats: () => work.stats.snapshot(),
      listen: (more) => work.listen(more),
      unlisten: (listener) => work.unlisten(listener),
      renew: (tls) => work.renew(tls),
      close: () => work.close(),
    }
  } catch (error) {
    await work.close()
    throw error
  }
}

const MOST_HEADERS = 100

/** What all listeners share. */
class Work {
  readonly stats: StatsCounter
  readonly #engine: Engine
  readonly #onDemand: OnDemand
  readonly #router: Router
  readonly #limit: AddressLimit
  readonly #accessLog: AccessLog | null
  readonly #listeners = new Set<Listener>()

  private constructor(engine: Engine, stats: StatsCounter, onDemand: OnDemand, isUser: UserCheck) {
    const { settings } = engine
    this.#engine = engine
    this.stats = stats
    this.#onDemand = onDemand
    this.#router = new Router(engine, onDemand, new Gate(engine, isUser))
    this.#limit = new AddressLimit({
      connections: settings.CONTENT_MAX_CONNECTIONS_PER_ADDRESS,
      requestsPerSecond: settings.CONTENT_MAX_REQUESTS_PER_SECOND_PER_ADDRESS,
    })
    this.#accessLog = settings.ACCESS_LOG ? new AccessLog(engine.folder.log, settings, engine.log) : null
  }

  static async create(engine: Engine, isUser: UserCheck): Promise<Work> {
    const stats = new StatsCounter()
    return new Work(engine, stats, await OnDemand.create(engine, stats), isUser)
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const { ALLOWED_HOSTS, CONTENT_ORIGIN } = this.#engine.settings
    const names = CONTENT_ORIGIN === null ? ALLOWED_HOSTS : [...ALLOWED_HOSTS, new URL(CONTENT_ORIGIN).hostname]
    const listener = await Listener.start(options, names, {
      limit: this.#limit,
      lane: {
        find: (request, sender) => this.#router.plain(request, sender),
        admit: (address) => this.#limit.request(address),
        account: (access, address) => this.#account(access, address),
      },
      handle: (request, response, guard) => this.#handle(request, response, guard),
      failed: (error) => this.#engine.log.error({ err: error }, 'a connection could not be accepted'),
    })
    this.#listeners.add(listener)
    return listener
  }

  async unlisten(listener: Listener): Promise<void> {
    this.#listeners.delete(listener)
    await listener.close(this.#grace)
  }

  renew(tls: TlsPair): void {
    for (const listener of this.#listeners) listener.renew(tls)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listeners].map((listener) => listener.close(this.#grace)))
    this.#router.close()
    await this.#onDemand.close()
    this.#accessLog?.close()
  }

  get #grace(): number {
    return this.#engine.settings.CONTENT_GRACE_INTERVAL * 1000
  }

  #handle(request: IncomingMessage, response: ServerResponse, guard: HostGuard): void {
    const exchange = new Exchange(request, response, rawPathOf(request.url ?? ''))
    const address = request.socket.remoteAddress ?? ''
    response.once('close', () => {
      exchange.letGo()
      this.#account(exchange.access, address)
    })
    try {
      const host = this.#admit(guard, exchange, address)
      if (host === null) return
      const pending = this.#router.route(exchange, host)
      pending?.catch((error: unknown) => fail(this.#engine, exchange, error))
    } catch (error) {
      fail(this.#engine, exchange, error)
    }
  }

  /** The checked Host of a request that may be answered; null when it has been refused. */
  #admit(guard: HostGuard, exchange: Exchange, address: string): string | null {
    const { method, headers, rawHeaders } = exchange.request
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    // What follows a body nobody reads could be taken for another request.
    const close = hasBody ? ['Connection', 'close'] : []
    const host = guard.accept(exchange.request)
    if (rawHeaders.length > 2 * MOST_HEADERS) exchange.text(431, 'These are too many headers', ['Connection', 'close'])
    else if (host === null) exchange.text(421, 'This server does not answer to that name', ['Connection', 'close'])
    else if (method !== 'GET' && method !== 'HEAD') {
      exchange.text(405, 'Only GET and HEAD are possible here', ['Allow', 'GET, HEAD', ...close])
    } else if (hasBody) exchange.text(400, 'A request here has no body', close)
    else if (!this.#limit.request(address)) {
      exchange.text(429, 'Too many requests from your address: wait a little', ['Retry-After', '1'])
    } else return host
    return null
  }

  #account(access: Access, address: string): void {
    this.stats.count(access.distribution, access.bytes)
    this.#accessLog?.write(access, address)
  }
}

function fail(engine: Engine, exchange: Exchange, error: unknown): void {
  if (error instanceof ClientGoneError || exchange.gone) return exchange.abort()
  if (error instanceof StillwaterError && error.status === 404 && !exchange.response.headersSent) {
    return exchange.notFound()
  }
  if (error instanceof StillwaterError && error.status === 429 && !exchange.response.headersSent) {
    return exchange.text(429, 'Too many wrong passwords: wait a little')
  }
  engine.log.error({ err: error, path: exchange.path }, 'a request could not be answered')
  if (exchange.response.headersSent) exchange.abort()
  else exchange.text(500, 'The file cannot be served; the log of the server says why')
}
