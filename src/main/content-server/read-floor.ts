/** Clients that take what they asked for too slowly are given up on: a few bytes a minute would hold a connection for ever. */
import type { Socket } from 'node:net'

/** Bytes a second that a client must take while there is something for it. */
const LEAST = 256
/** Milliseconds over which that is counted. */
const WINDOW = 60_000
/** Milliseconds between two looks at all connections. */
const PERIOD = 10_000

interface Watched {
  /** Milliseconds, and bytes that had left by then. */
  since: number
  left: number
}

export class ReadFloor {
  readonly #sockets = new Map<Socket, Watched | null>()
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#timer = setInterval(() => this.look(), PERIOD)
    this.#timer.unref()
  }

  watch(socket: Socket): void {
    this.#sockets.set(socket, null)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  /** Ends the connections of those that fall behind. */
  look(): void {
    const now = this.#now()
    for (const [socket, watched] of this.#sockets) {
      const waiting = socket.writableLength
      const left = socket.bytesWritten - waiting
      if (waiting === 0) this.#sockets.set(socket, null)
      else if (!watched) this.#sockets.set(socket, { since: now, left })
      else if (now - watched.since >= WINDOW) this.#judge(socket, { since: now, left }, watched)
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #judge(socket: Socket, seen: Watched, { since, left }: Watched): void {
    const enough = (LEAST * (seen.since - since)) / 1000
    if (seen.left - left >= enough) this.#sockets.set(socket, seen)
    // How much of what is on its way has been taken is not told before all of it has: the client gets the benefit of that doubt.
    else if (seen.left - left + socket.writableLength < enough) socket.resetAndDestroy()
  }
}
