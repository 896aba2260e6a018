import type { Channel } from './channel.ts'
import type { DeclarativeContent } from './declarative.ts'

const DEFAULT_BATCH = 500

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
    if (!this.output) throw new TypeError(`${this.constructor.name} has no next stage`)
    item.carriedBy(this.signal)
    await this.output.put(item)
  }

  /** Items one at a time. */
  protected async *items(): AsyncGenerator<DeclarativeContent, void, undefined> {
    const input = this.source()
    for (;;) {
      this.signal.throwIfAborted()
      const item = input.take()
      if (item) yield item
      else if (input.drained) return
      else await input.ready()
    }
  }

  /**
   * Gives each item to `work`, at most `limit` at a time. The first failure stops the rest by the signal that `work` gets, whether or not
   * more items come, and is thrown once all have let go.
   */
  protected async eachItem(
    limit: number,
    work: (item: DeclarativeContent, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController()
    const signal = AbortSignal.any([this.signal, stop.signal])
    const failed = Promise.withResolvers<never>()
    const active = new Set<Promise<void>>()
    const feed = async (): Promise<void> => {
      for await (const item of this.items()) {
        if (signal.aborted) return
        const one = work(item, signal)
          .catch((error: unknown) => failed.reject(error))
          .finally(() => active.delete(one))
        active.add(one)
        while (active.size >= limit) await Promise.race(active)
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
    const state = { batch: [] as DeclarativeContent[], started: 0 }
    for (;;) {
      this.signal.throwIfAborted()
      const item = input.take()
      if (item) {
        if (state.batch.length === 0) state.started = Date.now()
        item.heldBy(() => this.flush())
        state.batch.push(item)
      }
      const ended = !item && input.drained
      if (this.isDue(state, minSize, options, ended)) {
        this.flushWanted = false
        const batch = state.batch
        state.batch = []
        for (const one of batch) one.heldBy(null)
        if (batch.length > 0) yield batch
      }
      if (ended) return
      if (!item) await this.readyOrDue(input, state, options)
    }
  }

  private isDue(
    state: { batch: DeclarativeContent[]; started: number },
    minSize: number,
    options: BatchOptions,
    ended: boolean,
  ): boolean {
    const { batch, started } = state
    if (ended || batch.length >= minSize) return true
    if (batch.length === 0) return false
    if (options.full?.(batch)) return true
    if (options.maxWait !== undefined && Date.now() - started >= options.maxWait) return true
    // What is ready now joins the batch first; then an awaited unit moves it on.
    return (this.flushWanted || batch.some((one) => one.urgent)) && !this.source().hasItems
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
