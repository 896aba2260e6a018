/** A loopback upstream over bare sockets: honest, but for one path at which it misbehaves. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface Resource {
  type: string
  body: Buffer
}

/** One request at the path of the misbehaviour. */
export interface Exchange {
  readonly socket: Socket
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Counts the requests for this path, from 1. */
  readonly attempt: number
  /** What an honest upstream would send. */
  readonly honest: Resource
  /** Address of this upstream, without a closing slash. */
  readonly base: string
  /** Address of another one, which tells nobody's secrets to nobody. */
  readonly elsewhere: string
  /** Writes a head: status line and header lines as they are given. */
  head(status: string, ...lines: string[]): void
  /** A whole answer with its length. */
  answer(status: string, body?: Buffer | string, ...lines: string[]): void
  /** What an honest upstream sends, ranges included. */
  serve(): void
  /** Writes pieces again and again until the other side has gone. */
  flood(piece: (index: number) => Buffer | string, pause?: number): void
}

export type Act = (exchange: Exchange) => void

export interface Misbehaviour {
  path: string
  act: Act
  /** How many requests it lasts. */
  times: number
  /** Whether only the patience of the other side ends it. */
  endless?: boolean
}

export class FaultUpstream {
  /** Without a closing slash. */
  url = ''
  readonly site = new Map<string, Resource>()
  misbehaviour: Misbehaviour | null = null
  /** Heads of all requests, as they came. */
  readonly requests: string[] = []
  elsewhere = ''
  private readonly server: Server = createServer((socket) => this.connected(socket))
  private readonly sockets = new Set<Socket>()
  private readonly attempts = new Map<string, number>()

  static async start(host = '127.0.0.1'): Promise<FaultUpstream> {
    const upstream = new FaultUpstream()
    upstream.server.listen(0, host)
    await once(upstream.server, 'listening')
    upstream.url = `http://${host}:${(upstream.server.address() as AddressInfo).port}`
    return upstream
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }

  /** Honest again, and everything that hangs is let go. */
  calm(): void {
    this.misbehaviour = null
    this.attempts.clear()
    this.requests.length = 0
    for (const socket of this.sockets) socket.destroy()
  }

  private connected(socket: Socket): void {
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => undefined)
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      for (let end = received.indexOf('\r\n\r\n'); end !== -1; end = received.indexOf('\r\n\r\n')) {
        const head = received.slice(0, end)
        received = received.slice(end + 4)
        this.requests.push(head)
        this.respond(socket, head)
      }
    })
  }

  private respond(socket: Socket, head: string): void {
    const [first = '', ...lines] = head.split('\r\n')
    const target = first.split(' ')[1] ?? '/'
    const path = decodeURIComponent(target.replace(/[?#].*$/, '')).slice(1)
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const attempt = (this.attempts.get(path) ?? 0) + 1
    this.attempts.set(path, attempt)
    const honest = this.site.get(path) ?? { type: 'text/plain', body: Buffer.from('not here') }
    const status = this.site.has(path) ? '200 OK' : '404 Not Found'
    const exchange = makeExchange(
      { socket, path, headers, attempt, honest, base: this.url, elsewhere: this.elsewhere },
      status,
    )
    const { misbehaviour } = this
    // A chain of redirects leads below the path.
    const concerned = misbehaviour && (path === misbehaviour.path || path.startsWith(`${misbehaviour.path}/hop/`))
    if (concerned && attempt <= misbehaviour.times) misbehaviour.act(exchange)
    else exchange.serve()
  }
}

type Facts = Pick<Exchange, 'socket' | 'path' | 'headers' | 'attempt' | 'honest' | 'base' | 'elsewhere'>

function makeExchange(facts: Facts, status: string): Exchange {
  const { socket, headers, honest } = facts
  const head: Exchange['head'] = (line, ...lines) => {
    socket.write(`HTTP/1.1 ${line}\r\n${lines.map((one) => `${one}\r\n`).join('')}\r\n`)
  }
  const answer: Exchange['answer'] = (line, body = '', ...lines) => {
    head(line, ...lines, `Content-Length: ${Buffer.byteLength(body)}`)
    socket.write(body)
  }
  return {
    ...facts,
    head,
    answer,
    serve() {
      const tag = `"${createHash('sha256').update(honest.body).digest('hex').slice(0, 16)}"`
      const etag = `ETag: ${tag}`
      const type = `Content-Type: ${honest.type}`
      const from = /^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1]
      const other = headers['if-range'] !== undefined && headers['if-range'] !== tag
      if (from === undefined || other || status !== '200 OK') return answer(status, honest.body, type, etag)
      if (Number(from) >= honest.body.length)
        return answer('416 Range Not Satisfiable', '', `Content-Range: bytes */${honest.body.length}`)
      const range = `Content-Range: bytes ${from}-${honest.body.length - 1}/${honest.body.length}`
      answer('206 Partial Content', honest.body.subarray(Number(from)), type, etag, range)
    },
    flood(piece, pause = 1) {
      const next = (index: number): void => {
        if (socket.destroyed) return
        socket.write(piece(index))
        setTimeout(() => next(index + 1), pause)
      }
      next(0)
    },
  }
}
