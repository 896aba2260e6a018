import type { TaskContext } from '#plugin-api'
import { describeUnmet, type Unmet } from './closure.ts'

const MAX_SHOWN = 20

/** Names what cannot be had in a report of the task. Answers all of it, in words. */
export function reportUnmet(
  context: TaskContext,
  { unmatched, unmet }: { unmatched: readonly string[]; unmet: readonly Unmet[] },
): string[] {
  const lines = [...unmatched, ...unmet.map(describeUnmet)]
  const count = lines.length
  if (count === 0) return lines
  const shown = count > MAX_SHOWN ? [...lines.slice(0, MAX_SHOWN), `and ${count - MAX_SHOWN} more`] : lines
  context
    .progress({ message: `Cannot be had: ${shown.join('; ')}`, code: 'sync.unmet', total: count, done: count })
    .finish()
  return lines
}
