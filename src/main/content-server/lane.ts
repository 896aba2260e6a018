/**
 * The lane for plain requests: a connection begins here, and small files that are at hand are answered without node:http, which takes
 * three times as long for such an answer as the system does. The first request that is anything else takes its connection to node:http, for good.
 */
import type { Socket } from 'node:net'
import type { Access } from './access-line.ts'
import { headOf, KEEP_ALIVE } from './answer-head.ts'
import type { Segment, Sender } from './body-cache.ts'
import { STALL_TIMEOUT } from './exchange.ts'
import type { HostGuard } from './host-guard.ts'
import { type PlainRequest, PlainReader } from './plain-request.ts'
import type { PlainAnswer } from './route.ts'

/** What answers plain requests, and hears of the answers. */
export interface LaneWork {
  find(request: PlainRequest, sender: Sender): PlainAnswer | null
  /** Whether the address may make one more request now. */
  admit(address: string): boolean
  account(access: Access, address: string): void
}

/** What becomes of connections that do not stay. */
export interface Exits {
  /** Gives it to node:http, with all that was not answered here. */
  handOver(socket: Socket): void
  /** It never asked for anything. */
  silent(socket: Socket): void
}

/** Milliseconds within which a connection must ask for something. */
const FIRST_REQUEST = 10_000
const IDLE = KEEP_ALIVE * 1000
/** Milliseconds between two looks at all connections: a timer of each, put off by each read and write, would take more than all else here. */
const PERIOD = 1000

export class Lane {
  readonly #work: LaneWork
  readonly #connections = new Set<Connection>()
  readonly #timer: NodeJS.Timeout

  constructor(work: LaneWork) {
    this.#work = work
    this.#timer = setInterval(() => this.look(), PERIOD)
    this.#timer.unref()
  }

  take(socket: Socket, guard: HostGuard, exits: Exits): void {
    const connection = new Connection(socket, guard, this.#work, {
      silent: exits.silent,
      handOver: (left) => {
        this.#connections.delete(connection)
        exits.handOver(left)
      },
    })
    this.#connections.add(connection)
    socket.once('close', () => this.#connections.delete(connection))
  }

  /** Ends connections that wait for a request. */
  closeIdle(): void {
    for (const connection of this.#connections) connection.closeIfIdle()
  }

  closeAll(): void {
    for (const { socket } of this.#connections) socket.destroy()
  }

  /** Ends connections on which nothing has happened for too long. */
  look(now = performance.now()): void {
    for (const connection of this.#connections) connection.look(now)
  }

  /** Looks no more. */
  close(): void {
    clearInterval(this.#timer)
  }
}

class Connection implements Sender {
  readonly socket: Socket
  readonly #work: LaneWork
  readonly #exits: Exits
  readonly #address: string
  readonly #reader: PlainReader
  /** The answer that has not left yet. No other is begun before. */
  #leaving: Access | null = null
  #segment: Segment | null = null
  #asked = false
  /** When it came, or asked last, or had taken what it asked for. */
  #since = performance.now()

  constructor(socket: Socket, guard: HostGuard, work: LaneWork, exits: Exits) {
    const { remoteAddress = '', localAddress } = socket
    this.socket = socket
    this.#work = work
    this.#exits = exits
    this.#address = remoteAddress
    this.#reader = new PlainReader((host) => guard.accepts(host, localAddress))
    socket.on('timeout', this.#stalled).on('end', this.#end).on('error', ignore).on('close', this.#close)
    socket.on('data', this.#receive)
  }

  closeIfIdle(): void {
    if (!this.#leaving) this.socket.destroy()
  }

  look(now: number): void {
    const rest = now - this.#since
    if (this.#leaving) return
    if (this.#asked && rest >= IDLE) this.socket.destroy()
    else if (!this.#asked && rest >= FIRST_REQUEST) this.#exits.silent(this.socket)
  }

  hold(segment: Segment): boolean {
    this.#letGo()
    segment.senders += 1
    this.#segment = segment
    return true
  }

  #letGo(): void {
    if (this.#segment) this.#segment.senders -= 1
    this.#segment = null
  }

  /** Answers one request after the other, each once the one before it has left. */
  readonly #receive = (chunk: Buffer): void => {
    const text = chunk.toString('latin1')
    let from = 0
    while (from < text.length) {
      const request = this.#reader.read(text, from)
      const access = request && this.#answer(request)
      if (!access) return this.#handOver(chunk.subarray(from))
      from = request.end
      if (this.socket.writableLength > 0) return this.#wait(access, chunk.subarray(from))
      this.#over(access)
    }
  }

  /** Null when it takes more than is done here. */
  #answer(request: PlainRequest): Access | null {
    const started = performance.now()
    const answer = this.#work.find(request, this)
    if (!answer || !this.#work.admit(this.#address)) {
      this.#letGo()
      return null
    }
    const { file, body, cached, distribution } = answer
    const status = body ? 200 : 304
    this.#send(headOf(status, file, cached), body)
    this.#asked = true
    const bytes = body?.byteLength ?? 0
    return { method: 'GET', path: request.path, status, bytes, distribution, started, complete: true }
  }

  #send(head: Buffer, body: Buffer | null): void {
    const { socket } = this
    if (!body) return void socket.write(head, this.#left)
    socket.cork()
    socket.write(head)
    socket.write(body, this.#left)
    socket.uncork()
  }

  #over(access: Access): void {
    this.#letGo()
    this.#since = access.started
    this.#work.account(access, this.#address)
  }

  /** What else was asked goes back into the connection, so that its end does not come before it. */
  #wait(access: Access, rest: Buffer): void {
    const { socket } = this
    this.#leaving = access
    socket.pause()
    if (rest.byteLength > 0) socket.unshift(rest)
    socket.setTimeout(STALL_TIMEOUT)
  }

  readonly #left = (error?: Error | null): void => {
    const { socket } = this
    // Told of each answer, also of those that left at once.
    if (!this.#leaving || error || socket.writableLength > 0) return
    this.#over(this.#leaving)
    this.#leaving = null
    this.#since = performance.now()
    socket.setTimeout(0)
    socket.resume()
  }

  #handOver(rest: Buffer): void {
    const { socket } = this
    socket.off('data', this.#receive).off('timeout', this.#stalled).off('end', this.#end)
    socket.off('error', ignore).off('close', this.#close)
    socket.pause()
    socket.unshift(rest)
    this.#exits.handOver(socket)
    socket.resume()
  }

  readonly #stalled = (): void => void this.socket.destroy()

  /** What is leaving still leaves, and nothing that was asked is left: it would have been read before the end. */
  readonly #end = (): void => void this.socket.end()

  readonly #close = (): void => {
    if (this.#leaving) this.#over({ ...this.#leaving, complete: false })
    this.#leaving = null
  }
}

function ignore(): void {}
