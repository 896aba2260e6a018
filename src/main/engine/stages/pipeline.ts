import { Channel } from './channel.ts'
import type { DeclarativeContent } from './declarative.ts'
import type { Stage } from './stage.ts'

export interface PipelineOptions {
  /** Items a queue between two stages holds at most. */
  maxSize?: number
  signal?: AbortSignal
}

/**
 * Runs the stages as one line until the last has ended. The first failure stops all of them and is thrown once every stage has let go.
 * @throws TypeError when a stage instance is given twice
 */
export async function createPipeline(stages: readonly Stage[], options: PipelineOptions = {}): Promise<void> {
  const controller = new AbortController()
  const signal = options.signal ? AbortSignal.any([controller.signal, options.signal]) : controller.signal
  const channels = stages.slice(1).map(() => new Channel<DeclarativeContent>(options.maxSize ?? 100, signal))
  stages.forEach((stage, index) => stage.connect(channels[index - 1] ?? null, channels[index] ?? null, signal))
  let failure: { error: unknown } | null = null
  await Promise.all(
    stages.map((stage) =>
      stage.start().catch((error: unknown) => {
        failure ??= { error }
        controller.abort(error)
      }),
    ),
  )
  if (failure) throw (failure as { error: unknown }).error
}
