import type { PauseGate } from '../download/brakes.ts'
import type { Engine } from '../engine.ts'
import type { DispatchOptions } from './dispatch.ts'
import type { ProgressReport } from './progress-report.ts'
import type { TaskDefinition } from './task-definition.ts'

/** Anything with a stable name that a task can reserve or create. */
export interface Named {
  readonly prn: string
}

export interface ProgressOptions {
  /** Shown to people. */
  message: string
  /** Stable, such as `sync.downloading.artifacts`. */
  code: string
  total?: number | null
  done?: number
  /** Unit of `done`, such as `bytes`. */
  suffix?: string
}

/** What a running task works with: the engine, and what belongs to this run alone. */
export interface TaskContext extends Engine {
  readonly task: { readonly id: string; readonly name: string; readonly groupId: string | null }
  /** Aborted when the task is cancelled or the program ends; everything that waits must heed it. */
  readonly signal: AbortSignal
  /** Closed while the task is paused; downloads heed it by themselves. */
  readonly gate: PauseGate
  /** A fresh folder, removed when the task ends. */
  readonly tempDir: string
  /** Starts a progress report; reports left open are closed with the task's own final state. */
  progress(options: ProgressOptions): ProgressReport
  /** Records an object the task made, for `created_resources`. */
  created(resource: Named & { readonly href: string }): void
  /** Queues a follow-up task with this one as its parent. Answers its id. */
  dispatch<Input>(definition: TaskDefinition<Input>, input: Input, options?: DispatchOptions): string
}
