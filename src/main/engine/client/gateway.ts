/**
 * A proxy on loopback for one run of one client. What is meant for the content server goes there; everything else is refused. So it knows
 * every request the client made, and what came back.
 */
import { createServer, type IncomingMessage, request as ask, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request and how it ended. */
export interface Exchanged {
  readonly method: string
  /** Absolute. */
  readonly url: string
  /** Null when it was for somebody else and refused. */
  readonly status: number | null
  /** Of the body. */
  readonly bytes: number
}

export interface GatewayOptions {
  /** Address of the distribution; nothing outside its origin is let through. */
  baseUrl: string
  /** Whether the content server may fetch what it does not have. */
  offline: boolean
  /** Called after each request. */
  onExchange?: (exchange: Exchanged) => void
}

const REFUSED = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
])
/** Requests that are remembered one by one. */
const REMEMBERED = 200_000

export class Gateway {
  readonly exchanged: Exchanged[] = []
  private readonly origin: URL
  private readonly options: GatewayOptions
  private readonly server: Server

  private constructor(options: GatewayOptions) {
    this.options = options
    this.origin = new URL(options.baseUrl)
    this.server = createServer((request, response) => this.handle(request, response))
    this.server.on('connect', (request: IncomingMessage, socket: Socket) => this.refuseTunnel(request, socket))
    this.server.on('clientError', (_error, socket) => socket.destroy())
  }

  static async start(options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options)
    const { server } = gateway
    await new Promise<void>((resolve, reject) => void server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return gateway
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private record(exchange: Exchanged): void {
    if (this.exchanged.length < REMEMBERED) this.exchanged.push(exchange)
    this.options.onExchange?.(exchange)
  }

  private refuseTunnel({ url = '', method = 'CONNECT' }: IncomingMessage, socket: Socket): void {
    this.record({ method, url: `https://${url.replace(/:443$/, '')}/`, status: null, bytes: 0 })
    socket.on('error', () => undefined)
    socket.end(REFUSED)
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', method = 'GET' } = request
    const target = URL.canParse(url) ? new URL(url) : null
    if (target?.origin !== this.origin.origin) {
      this.record({ method, url: target?.href ?? url, status: null, bytes: 0 })
      response.writeHead(403, { 'content-length': '0', connection: 'close' }).end()
      return
    }
    this.forward(request, response, url, target)
  }

  private forward(request: IncomingMessage, response: ServerResponse, url: string, target: URL): void {
    const { method = 'GET' } = request
    const { hostname, port, host } = this.origin
    // The path as the client spelled it: a parsed address would have been tidied.
    const path = url.slice(url.indexOf('/', 'http://'.length)) || target.pathname
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)))
    if (this.options.offline) headers['cache-control'] = 'only-if-cached'
    let bytes = 0
    let ended = false
    const end = (status: number): void => {
      if (!ended) this.record({ method, url, status, bytes })
      ended = true
    }
    const onward = ask({ hostname, port: port || 80, path, method, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('data', (chunk: Buffer) => void (bytes += chunk.byteLength))
      answer.on('close', () => end(answer.complete ? (answer.statusCode ?? 502) : 502))
      answer.on('error', () => response.destroy())
      answer.pipe(response)
    })
    onward.on('error', () => {
      end(502)
      if (response.headersSent) response.destroy()
      else response.writeHead(502, { 'content-length': '0' }).end()
    })
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
