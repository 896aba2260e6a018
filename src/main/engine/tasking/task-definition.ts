import type { ZodType } from 'zod'
import type { TaskContext } from './task-context.ts'

/**
 * A kind of work the queue can run. `id` and `version` are what queued rows carry, so both outlive renames of functions and files:
 * a changed input shape gets a new version and an `upgrade` from the older ones.
 */
export interface TaskDefinition<Input, Result = unknown> {
  /** `<plugin>.<verb>`, such as `file.sync`. */
  readonly id: string
  readonly version: number
  readonly input: ZodType<Input>
  /** Brings the input an older version queued to today's shape. */
  upgrade?(input: unknown, fromVersion: number): unknown
  /** Fast and never waiting on anything outside; only such tasks may be dispatched as immediate. */
  readonly short?: boolean
  /** Spends its time downloading, so that pausing it while it runs means something. Every sync does. */
  readonly pausable?: boolean
  run(context: TaskContext, input: Input): Promise<Result>
}

/** Where tasks of all kinds lie together the input type is erased; checking by `input` restores it. */
export type AnyTaskDefinition = TaskDefinition<unknown>

export function defineTask<Input, Result>(definition: TaskDefinition<Input, Result>): TaskDefinition<Input, Result> {
  return definition
}
