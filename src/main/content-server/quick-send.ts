/**
 * Large blocks of a file to one client that keeps up: the next is read while the one before it leaves. Callbacks and no promises: for some
 * thousand blocks a second those took a fifth of all the time.
 */
import { ClientGoneError, type Exchange } from './exchange.ts'
import { type Block, BLOCK, type OpenFile, type SharedBlocks } from './shared-blocks.ts'

/** Milliseconds within which a client that keeps up has taken a large block. */
export const KEEPING_UP = 200

export class QuickSend {
  readonly #blocks: SharedBlocks
  readonly #file: OpenFile
  readonly #exchange: Exchange
  readonly #end: number
  readonly #outcome = Promise.withResolvers<number>()
  #position: number
  #leaving: Block | null = null
  /** When it began to leave. */
  #since = 0
  #next: Block | Promise<Block> | null = null
  #over = false

  /** `start` is the beginning of a block; `end` is sent, too. */
  constructor(blocks: SharedBlocks, file: OpenFile, exchange: Exchange, start: number, end: number) {
    this.#blocks = blocks
    this.#file = file
    this.#exchange = exchange
    this.#position = start
    this.#end = end
  }

  /** Sends until the end, or until the client falls behind. Answers from where to go on. @throws what reading says, ClientGoneError */
  async run(): Promise<number> {
    const { socket } = this.#exchange.request
    socket.once('close', this.#gone)
    try {
      this.#exchange.assertPresent()
      this.#take()
      this.#go()
      return await this.#outcome.promise
    } finally {
      socket.off('close', this.#gone)
      await this.#letGo()
    }
  }

  #take(): void {
    if (this.#position <= this.#end) this.#next = this.#blocks.take(this.#file, this.#position / BLOCK)
  }

  /** Nothing is leaving any more. */
  #go(): void {
    const block = this.#next
    if (block === null) this.#finish()
    else if (block instanceof Promise) block.then(this.#send, this.#fail)
    else this.#send(block)
  }

  readonly #send = (block: Block): void => {
    // Whoever ended it meanwhile gives the block back.
    if (this.#over) return
    const size = Math.min(block.size, this.#end - this.#position + 1)
    this.#next = null
    this.#leaving = block
    this.#position += size
    this.#since = performance.now()
    this.#exchange.give(block.memory.subarray(0, size), this.#left)
    this.#take()
  }

  readonly #left = (error?: Error | null): void => {
    if (this.#over) return
    if (error) return this.#fail(error)
    this.#giveBack()
    if (performance.now() - this.#since < KEEPING_UP) this.#go()
    else this.#finish()
  }

  #finish(): void {
    this.#over = true
    this.#outcome.resolve(this.#position)
  }

  readonly #fail = (error: unknown): void => {
    this.#over = true
    this.#outcome.reject(error)
  }

  readonly #gone = (): void => this.#fail(new ClientGoneError())

  #giveBack(): void {
    if (this.#leaving) this.#blocks.release(this.#leaving)
    this.#leaving = null
  }

  /** Afterwards nothing of it is in use: another answer may take its place. */
  async #letGo(): Promise<void> {
    this.#giveBack()
    const next = this.#next
    if (next === null) return
    this.#next = null
    try {
      this.#blocks.release(await next)
    } catch {
      // What could not be read was not lent.
    }
  }
}
