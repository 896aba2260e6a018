/** One address the content server listens at. */
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import { StillwaterError } from '#shared/error'
import type { AddressLimit } from './address-limit.ts'
import { KEEP_ALIVE } from './answer-head.ts'
import { GUARD_HEADERS, STALL_TIMEOUT } from './exchange.ts'
import { HostGuard } from './host-guard.ts'
import { type Exits, Lane, type LaneWork } from './lane.ts'
import { ReadFloor } from './read-floor.ts'

/** A certificate chain and its key, both PEM. */
export interface TlsPair {
  readonly cert: string
  readonly key: string
}

export interface ListenOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  /** Serves over TLS with it. */
  tls?: TlsPair | undefined
}

/** What is done with connections and requests. */
export interface Work {
  readonly limit: AddressLimit
  readonly lane: LaneWork
  handle(request: IncomingMessage, response: ServerResponse, guard: HostGuard): void
  /** A connection could not be accepted. */
  failed(error: Error): void
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: KEEP_ALIVE * 1000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  noDelay: true,
}
const MAX_CONNECTIONS = 16_384
/** One more than a request may have, so that it is noticed. */
const MAX_HEADERS = 101

/** The newest answer of each connection. Answers leave in order: when it is over, all are. */
const newest = new WeakMap<Socket, ServerResponse>()

export class Listener {
  /** Such as `http://127.0.0.1:24816`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly #server: Server
  readonly #floor: ReadFloor
  readonly #lane: Lane

  private constructor(server: Server, floor: ReadFloor, lane: Lane, { host, tls }: ListenOptions) {
    this.#server = server
    this.#floor = floor
    this.#lane = lane
    this.host = host
    this.port = (server.address() as AddressInfo).port
    this.url = `${tls ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${this.port}`
  }

  /** @throws StillwaterError `host.port_busy`, `content.listen_failed` */
  static async start(options: ListenOptions, names: readonly string[], work: Work): Promise<Listener> {
    let guard: HostGuard
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      newest.set(request.socket, response)
      work.handle(request, response, guard)
    }
    const server = create(options.tls, handle).on('checkContinue', handle).on('checkExpectation', handle)
    bound(server, work.limit)
    const lane = new Lane(work.lane)
    if (!options.tls) enter(server, lane, () => guard)
    await listen(server, options)
    const floor = new ReadFloor()
    server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => floor.watch(socket))
    // Such as when no descriptor is left: without a listener it would end the thread, and every answer under way.
    server.on('error', (error) => work.failed(error))
    const listener = new Listener(server, floor, lane, options)
    guard = new HostGuard(options.host, listener.port, names)
    return listener
  }

  /** Shows another certificate from the next connection on. */
  renew(tls: TlsPair): void {
    if ('setSecureContext' in this.#server) (this.#server as TlsServer).setSecureContext(tls)
  }

  /** Takes no more connections; answers under way get some time (milliseconds) to end. */
  async close(grace: number): Promise<void> {
    const server = this.#server
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    const idle = setInterval(() => this.#closeIdle(), 50)
    const end = setTimeout(() => {
      server.closeAllConnections()
      this.#lane.closeAll()
    }, grace)
    await closed
    this.#floor.close()
    this.#lane.close()
    clearInterval(idle)
    clearTimeout(end)
  }

  #closeIdle(): void {
    this.#server.closeIdleConnections()
    this.#lane.closeIdle()
  }
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** Over TLS clients are asked for a certificate, which a guard may want; whoever has none is let in all the same. */
function create(tls: TlsPair | undefined, handle: Handle): Server {
  if (!tls) return createServer(LIMITS, handle)
  const asking = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' } as const
  return createTlsServer({ ...LIMITS, ...tls, ...asking }, handle)
}

/** Puts the lane before node:http, which gets what the lane does not keep. Over TLS the cipher is most of the work, and there is none. */
function enter(server: Server, lane: Lane, guard: () => HostGuard): void {
  const [parse] = server.listeners('connection') as ((socket: Socket) => void)[]
  if (!parse) throw new TypeError('node:http takes connections no more')
  server.off('connection', parse)
  const exits: Exits = {
    handOver: (socket) => parse.call(server, socket),
    silent: (socket) => sendRefusal({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket),
  }
  server.on('connection', (socket: Socket) => {
    if (!socket.destroyed) lane.take(socket, guard(), exits)
  })
}

function bound(server: Server, limit: AddressLimit): void {
  server.maxConnections = MAX_CONNECTIONS
  server.maxHeadersCount = MAX_HEADERS
  server.timeout = STALL_TIMEOUT
  server.on('connection', (socket: Socket) => {
    socket.setMaxListeners(0)
    const { remoteAddress } = socket
    if (limit.open(remoteAddress)) socket.once('close', () => limit.close(remoteAddress))
    else socket.resetAndDestroy()
  })
  server.on('secureConnection', (socket: Socket) => socket.setMaxListeners(0))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseMalformed(error, socket))
}

function listen(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => {
      const reason = cause.code ?? cause.message
      if (reason === 'EADDRINUSE') reject(new StillwaterError('host.port_busy', { port, host }, { status: 409, cause }))
      else reject(new StillwaterError('content.listen_failed', { port, host, reason }, { status: 400, cause }))
    }
    server.once('error', failed)
    server.listen({ host, port, backlog: 511 }, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const answer = newest.get(socket)
  // A client takes the next status line for that of the answer it waits for, or for bytes of the file it is being sent.
  if (answer && !answer.closed) answer.once('close', () => sendRefusal(error, socket))
  else sendRefusal(error, socket)
}

function sendRefusal(error: { code?: string | undefined }, socket: Socket): void {
  const lines = [`HTTP/1.1 ${STATUS_LINES[error.code ?? ''] ?? '400 Bad Request'}`]
  for (let index = 0; index < GUARD_HEADERS.length; index += 2) {
    lines.push(`${GUARD_HEADERS[index]}: ${GUARD_HEADERS[index + 1]}`)
  }
  socket.end(`${[...lines, 'Content-Length: 0', 'Connection: close'].join('\r\n')}\r\n\r\n`, () => socket.destroy())
}
