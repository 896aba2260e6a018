import type { Channel } from './channel.ts'
import type { DeclarativeContent } from './declarative.ts'

const DEFAULT_BATCH = 500

/** A batch that is being gathered. */
interface Held {
  batch: DeclarativeContent[]
  /** When its first item came. */
  started: number
  /** Whether somebody waits for one of its units. */
  urgent: boolean
  full: boolean
}

export interface BatchOptions {
  /** Milliseconds after which a started batch is passed on although it is not full; default never. */
  maxWait?: number
  /** Asked after each item: true passes the batch on at once. */
  full?(batch: readonly DeclarativeContent[]): boolean
}

/**
 * One step of a pipeline. Inherit and implement `run()`: read with `items()` or `batches()`, hand over with `put()`.
 * Source: pulpcore.plugin.stages.Stage.
 */
export abstract class Stage {
  private input: Channel<DeclarativeContent> | null = null
  private output: Channel<DeclarativeContent> | null = null
  private flushWanted = false
  private readonly thaw = (): void => this.flush()
  protected signal: AbortSignal = AbortSignal.abort(new Error('the stage is not part of a pipeline'))

  abstract run(): Promise<void>

  /** Called by the pipeline. @throws TypeError when the stage is in a pipeline already */
  connect(
    input: Channel<DeclarativeContent> | null,
    output: Channel<DeclarativeContent> | null,
    signal: AbortSignal,
  ): void {
    if (this.input || this.output) throw new TypeError(`${this.constructor.name} is in the pipeline twice`)
    this.input = input
    this.output = output
    this.signal = signal
  }

  /** Called by the pipeline: runs the stage and tells the next one that nothing more comes. */
  async start(): Promise<void> {
    await this.run()
    this.output?.end()
  }

  /** Hands an item to the next stage; waits while that one is behind. */
  protected async put(item: DeclarativeContent): Promise<void> {
    await this.pass(item)
  }

  /** The same; null when the next stage had room, and there is nothing to wait for. */
  protected pass(item: DeclarativeContent): Promise<void> | null {
    const { output } = this
    if (!output) throw new TypeError(`${this.constructor.name} has no next stage`)
    item.carriedBy(this.signal)
    return output.offer(item) ? null : output.put(item)
  }

  /** Hands items to the next stage, in their order. */
  protected async putAll(items: readonly DeclarativeContent[]): Promise<void> {
    const { output, signal } = this
    if (!output) throw new TypeError(`${this.constructor.name} has no next stage`)
    for (const item of items) {
      item.carriedBy(signal)
      if (!output.offer(item)) await output.put(item)
    }
  }

  /** Items one at a time. */
  protected async *items(): AsyncGenerator<DeclarativeContent, void, undefined> {
    for await (const some of this.arrivals()) yield* some
  }

  /** Items as they come, those together that are there at once. */
  protected async *arrivals(): AsyncGenerator<readonly DeclarativeContent[], void, undefined> {
    const input = this.source()
    for (;;) {
      input.throwIfAborted()
      const some = input.take(Infinity)
      if (some.length > 0) yield some
      else if (input.drained) return
      else await input.ready()
    }
  }

  /**
   * Gives each item to `work`, at most `limit` at a time. The first failure stops the rest by the signal that `work` gets, whether or not
   * more items come, and is thrown once all have let go. An item for which `work` answers no promise counts as done.
   */
  protected async eachItem(
    limit: number,
    work: (item: DeclarativeContent, signal: AbortSignal) => Promise<void> | null,
  ): Promise<void> {
    const stop = new AbortController()
    const signal = AbortSignal.any([this.signal, stop.signal])
    const failed = Promise.withResolvers<never>()
    const active = new Set<Promise<void>>()
    const feed = async (): Promise<void> => {
      for await (const some of this.arrivals()) {
        for (const item of some) {
          if (stop.signal.aborted) return
          const working = work(item, signal)
          if (!working) continue
          const one = working.catch((error: unknown) => failed.reject(error)).finally(() => active.delete(one))
          active.add(one)
          while (active.size >= limit) await Promise.race(active)
        }
      }
      await Promise.all(active)
    }
    try {
      await Promise.race([failed.promise, feed()])
    } catch (error) {
      stop.abort(error)
      await Promise.all(active)
      throw error
    }
  }

  /**
   * Items in batches of at least `minSize`, except that a batch is passed on early when nothing more comes, when somebody waits for one
   * of its units (thaw), or when `flush()` is called.
   */
  protected async *batches(
    minSize = DEFAULT_BATCH,
    options: BatchOptions = {},
  ): AsyncGenerator<DeclarativeContent[], void, undefined> {
    const input = this.source()
    const state: Held = { batch: [], started: 0, urgent: false, full: false }
    for (;;) {
      input.throwIfAborted()
      this.hold(input, state, minSize, options)
      const ended = input.drained
      if (this.isDue(state, minSize, options, ended)) {
        this.flushWanted = false
        const { batch } = state
        Object.assign(state, { batch: [], urgent: false, full: false })
        for (const one of batch) one.heldBy(null)
        if (batch.length > 0) yield batch
        if (ended && input.drained) return
      } else if (!input.hasItems) await this.readyOrDue(input, state, options)
    }
  }

  /** Takes what is there into the batch, until that is full. */
  private hold(input: Channel<DeclarativeContent>, state: Held, minSize: number, options: BatchOptions): void {
    const { batch } = state
    const room = options.full ? 1 : minSize - batch.length
    while (input.hasItems && !state.full && batch.length < minSize) {
      if (batch.length === 0) state.started = Date.now()
      for (const item of input.take(room)) {
        item.heldBy(this.thaw)
        batch.push(item)
        state.urgent ||= item.urgent
        state.full = options.full?.(batch) ?? false
      }
    }
  }

  private isDue(
    { batch, started, urgent, full }: Held,
    minSize: number,
    options: BatchOptions,
    ended: boolean,
  ): boolean {
    if (ended || full || batch.length >= minSize) return true
    if (batch.length === 0) return false
    if (options.maxWait !== undefined && Date.now() - started >= options.maxWait) return true
    // What is ready now joins the batch first; then an awaited unit moves it on.
    return (this.flushWanted || urgent) && !this.source().hasItems
  }

  private async readyOrDue(
    input: Channel<DeclarativeContent>,
    state: { batch: unknown[] },
    options: BatchOptions,
  ): Promise<void> {
    if (this.flushWanted && state.batch.length > 0) return
    const timer =
      options.maxWait !== undefined && state.batch.length > 0 ? setTimeout(() => input.nudge(), options.maxWait) : null
    await input.ready()
    if (timer) clearTimeout(timer)
  }

  /** Asks the stage to pass on what it holds. */
  flush(): void {
    this.flushWanted = true
    this.input?.nudge()
  }

  private source(): Channel<DeclarativeContent> {
    if (!this.input) throw new TypeError(`${this.constructor.name} has no stage before it`)
    return this.input
  }
}
