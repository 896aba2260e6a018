/** The content server: distributions over HTTP/1.1, read-only, in a thread of its own. */
import { createServer as createTlsServer } from 'node:https'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { isIPv6 } from 'node:net'
import { StillwaterError } from '#shared/error'
import type { Engine } from '#engine/engine'
import { ClientGoneError, Exchange, GUARD_HEADERS, STALL_TIMEOUT } from './exchange.ts'
import { Gate, type UserCheck } from './gate.ts'
import { HostGuard } from './host-guard.ts'
import { OnDemand } from './on-demand.ts'
import { rawPathOf } from './path.ts'
import { Router } from './route.ts'
import { type ContentStats, StatsCounter } from './stats.ts'

export interface ContentServerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  /** Whether these are the credentials of somebody who may download what role guards protect; nobody is, unless it is said. */
  isUser?: UserCheck
  /** Serves over TLS with this certificate chain and key, both PEM. */
  tls?: { cert: string; key: string }
}

export interface ContentServer {
  /** Such as `http://127.0.0.1:24816`. */
  readonly url: string
  stats(): ContentStats
  /** Ends answers under way after a few seconds. */
  close(): Promise<void>
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  noDelay: true,
}
const MAX_CONNECTIONS = 16_384
const MAX_HEADERS = 100
/** Milliseconds that answers under way get at the end. */
const CLOSE_GRACE = 3_000

/** @throws StillwaterError `host.port_busy`, `content.listen_failed` */
export async function startContentServer(engine: Engine, options: ContentServerOptions): Promise<ContentServer> {
  const stats = new StatsCounter()
  const onDemand = await OnDemand.create(engine, stats)
  const router = new Router(engine, onDemand, new Gate(engine, options.isUser ?? (() => false)))
  let guard: HostGuard
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = new Exchange(request, response, rawPathOf(request.url ?? ''))
    response.once('close', () => account(engine, stats, exchange))
    answer(engine, router, guard, exchange)
  }
  const server = createListener(options, handle).on('checkContinue', handle).on('checkExpectation', handle)
  limit(server)
  try {
    await listen(server, options)
  } catch (error) {
    await onDemand.close()
    throw error
  }
  // Such as when no descriptor is left: without a listener it would end the thread, and every answer under way.
  server.on('error', (error) => engine.log.error({ err: error }, 'a connection could not be accepted'))
  const { port } = server.address() as AddressInfo
  guard = new HostGuard(options.host, port)
  const url = `${options.tls ? 'https' : 'http'}://${isIPv6(options.host) ? `[${options.host}]` : options.host}:${port}`
  engine.log.info({ url }, 'content server is listening')
  return { url, stats: () => stats.snapshot(), close: () => close(server, onDemand) }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Over TLS clients are asked for a certificate, which a guard may want; whoever has none is let in all the same. */
function createListener({ tls }: ContentServerOptions, handle: Handler): Server {
  if (!tls) return createServer(LIMITS, handle)
  const asking = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' } as const
  return createTlsServer({ ...LIMITS, ...tls, ...asking }, handle)
}

function limit(server: Server): void {
  server.maxConnections = MAX_CONNECTIONS
  server.maxHeadersCount = MAX_HEADERS
  server.timeout = STALL_TIMEOUT
  server.on('connection', (socket: Socket) => socket.setMaxListeners(0))
  server.on('secureConnection', (socket: Socket) => socket.setMaxListeners(0))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseMalformed(error, socket))
}

function listen(server: Server, { host, port }: ContentServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code ?? cause.message
      if (reason === 'EADDRINUSE') reject(new StillwaterError('host.port_busy', { port, host }, { cause }))
      else reject(new StillwaterError('content.listen_failed', { port, host, reason }, { cause }))
    })
    server.listen({ host, port, backlog: 511 }, resolve)
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
  const lines = [`HTTP/1.1 ${STATUS_LINES[error.code ?? ''] ?? '400 Bad Request'}`]
  for (let index = 0; index < GUARD_HEADERS.length; index += 2) {
    lines.push(`${GUARD_HEADERS[index]}: ${GUARD_HEADERS[index + 1]}`)
  }
  socket.end(`${[...lines, 'Content-Length: 0', 'Connection: close'].join('\r\n')}\r\n\r\n`, () => socket.destroy())
}

function answer(engine: Engine, router: Router, guard: HostGuard, exchange: Exchange): void {
  try {
    const host = admit(guard, exchange)
    if (host === null) return
    const pending = router.route(exchange, host)
    pending?.catch((error: unknown) => fail(engine, exchange, error))
  } catch (error) {
    fail(engine, exchange, error)
  }
}

/** The checked Host of a request that may be answered; null when it has been refused. */
function admit(guard: HostGuard, exchange: Exchange): string | null {
  const { method, headers } = exchange.request
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  // What follows a body nobody reads could be taken for another request.
  const close = hasBody ? ['Connection', 'close'] : []
  const host = guard.accept(exchange.request)
  if (host === null) exchange.text(421, 'This server does not answer to that name', close)
  else if (method !== 'GET' && method !== 'HEAD') {
    exchange.text(405, 'Only GET and HEAD are possible here', ['Allow', 'GET, HEAD', ...close])
  } else if (hasBody) exchange.text(400, 'A request here has no body', close)
  else return host
  return null
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

function account(engine: Engine, stats: StatsCounter, exchange: Exchange): void {
  stats.count(exchange.distribution, exchange.bytes)
  if (!engine.log.isLevelEnabled('debug')) return
  const { request, response, path, bytes, distribution } = exchange
  const ms = Math.round((performance.now() - exchange.started) * 10) / 10
  const fields = { method: request.method, path, status: response.statusCode, bytes, ms, distribution }
  engine.log.debug(fields, response.writableFinished ? 'request' : 'request broken off')
}

async function close(server: Server, onDemand: OnDemand): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const end = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE)
  await closed
  clearInterval(idle)
  clearTimeout(end)
  await onDemand.close()
}
