/** One request and its answer. Headers are written here and nowhere else; none is ever copied from an upstream. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Access } from './access-line.ts'
import { cacheHeader } from './answer-head.ts'
import type { Segment, Sender } from './body-cache.ts'

const guardHeaders = (sandbox: string): readonly string[] => [
  'X-Content-Type-Options',
  'nosniff',
  'Content-Security-Policy',
  `default-src 'none'; frame-ancestors 'none'; ${sandbox}`,
  'Cross-Origin-Resource-Policy',
  'same-origin',
]

/** On every answer: nothing served here may run in, frame or read anything of the browser that shows it. */
export const GUARD_HEADERS = guardHeaders('sandbox')

/** For pages of our own making, whose links may start downloads. */
export const OWN_PAGE_HEADERS = guardHeaders('sandbox allow-downloads')

export class ClientGoneError extends Error {}

/** Milliseconds within which a client must take some bytes, while there are any for it. */
export const STALL_TIMEOUT = 60_000

export class Exchange implements Sender {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly head: boolean
  readonly started = performance.now()
  /** As the client spelled it, without the query. */
  readonly path: string
  /** Base path of the distribution that answers. */
  distribution: string | null = null
  /** Body bytes given to the connection. */
  bytes = 0
  /** Whether what answers was remembered since the last change of the catalogue; null when that is not told. */
  cached: boolean | null = null
  #segment: Segment | null = null

  constructor(request: IncomingMessage, response: ServerResponse, path: string) {
    this.request = request
    this.response = response
    this.head = request.method === 'HEAD'
    this.path = path
  }

  /** What there is to tell of it when it is over. */
  get access(): Access {
    const { request, response, path, bytes, distribution, started } = this
    const { statusCode: status, writableFinished: complete } = response
    return { method: request.method ?? '', path, status, bytes, distribution, started, complete }
  }

  /** Whether the request came over TLS. */
  get secure(): boolean {
    return this.request.socket instanceof TLSSocket
  }

  /** Whether the client takes nothing but what is here already. Source: RFC 9111, section 5.2.1.7. */
  get onlyIfCached(): boolean {
    return /(^|[\s,])only-if-cached($|[\s,])/i.test(this.request.headers['cache-control'] ?? '')
  }

  /** Whether the client has gone away. */
  get gone(): boolean {
    return this.response.destroyed || this.request.socket.destroyed
  }

  /** @throws ClientGoneError */
  assertPresent(): void {
    if (this.gone) throw new ClientGoneError()
  }

  /**
   * Keeps memory as it is until the answer is over; an exchange sends one body. Not for an answer that waits for another one on its
   * connection: it never hears that the connection has ended.
   */
  hold(segment: Segment): boolean {
    if (this.response.socket === null || this.gone) return false
    this.letGo()
    segment.senders += 1
    this.#segment = segment
    return true
  }

  /** The answer is over, or sends something else. */
  letGo(): void {
    if (this.#segment) this.#segment.senders -= 1
    this.#segment = null
  }

  /** Lets the answer take its time: only a client that does not take what is there for it is given up on. */
  waitPatiently(): void {
    const { socket } = this.request
    this.response.on('timeout', () => {
      if (socket.writableLength > 0) socket.destroy()
    })
  }

  /** Sends the head of an answer; `headers` as name, value, name, value. */
  begin(status: number, headers: readonly string[]): void {
    const { cached } = this
    const all = cached === null ? (headers as string[]) : [...headers, ...cacheHeader(cached)]
    this.response.writeHead(status, all)
  }

  /** A whole answer from memory; `headers` are complete, as name, value, name, value. */
  answer(status: number, headers: readonly string[], body: Buffer | string | null): void {
    this.begin(status, headers)
    if (body === null || this.head) {
      this.response.end()
      return
    }
    this.bytes += typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
    this.response.end(body)
  }

  /** A short answer in words. */
  text(status: number, words: string, headers: readonly string[] = []): void {
    const body = `${words}\n`
    const length = String(Buffer.byteLength(body))
    const own = ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', length, 'Cache-Control', 'no-store']
    this.answer(status, [...GUARD_HEADERS, ...own, ...headers], body)
  }

  notFound(): void {
    this.text(404, 'Not found')
  }

  /** For clients that want nothing fetched. */
  notStored(): void {
    this.text(504, 'This file is known, but not stored here yet')
  }

  redirect(location: string): void {
    this.text(301, 'Moved', ['Location', location])
  }

  /** Gives bytes of a body to the connection; resolves when they have left, so that the buffer may be used again. */
  write(chunk: Buffer): Promise<void> {
    this.bytes += chunk.byteLength
    const { socket } = this.request
    return new Promise((resolve, reject) => {
      // The socket is asked, not the response: one that waits behind another on its connection never hears of the end.
      const gone = (): void => reject(new ClientGoneError())
      if (socket.destroyed) return gone()
      socket.once('close', gone)
      this.response.write(chunk, (error) => {
        socket.off('close', gone)
        if (error) reject(error)
        else resolve()
      })
    })
  }

  /** The same without a promise; a client that leaves is for the caller to notice. */
  give(chunk: Buffer, left: (error?: Error | null) => void): void {
    this.bytes += chunk.byteLength
    this.response.write(chunk, left)
  }

  /** Resets the connection, so that what was sent so far cannot be taken for the whole. */
  abort(): void {
    this.request.socket.resetAndDestroy()
    this.response.destroy()
  }
}
