/** What all running tasks together fetch each second, seen over the last minutes. Pure: time is given, in milliseconds. */
import type { TaskBody } from '#shared/api/task'

/** How far apart looks are, and how many are kept: five minutes. */
export const LOOK_MS = 3000
const KEPT = 100

export interface RateSample {
  at: number
  /** Per second. */
  bytes: number
}

/** Bytes that each task has fetched so far, by its address. */
export function fetchedBytes(tasks: readonly TaskBody[]): Map<string, number> {
  return new Map(
    tasks.map((task) => [
      task.pulp_href,
      Math.max(0, ...task.progress_reports.filter(({ suffix }) => suffix === 'bytes').map(({ done }) => done)),
    ]),
  )
}

/** Remembers looks; a task that was not seen before counts from its second look on, so that what was fetched earlier is no peak. */
export class RateRecorder {
  private last: { at: number; fetched: Map<string, number> } | null = null
  private kept: readonly RateSample[] = []

  get samples(): readonly RateSample[] {
    return this.kept
  }

  look(tasks: readonly TaskBody[], now: number): readonly RateSample[] {
    const { last } = this
    if (last && now - last.at < LOOK_MS / 2) return this.kept
    const fetched = fetchedBytes(tasks)
    this.last = { at: now, fetched }
    if (!last) return this.kept
    const grown = [...fetched].map(([task, bytes]) => Math.max(0, bytes - (last.fetched.get(task) ?? bytes)))
    const bytes = (grown.reduce((sum, one) => sum + one, 0) * 1000) / (now - last.at)
    this.kept = [...this.kept, { at: now, bytes }].slice(-KEPT)
    return this.kept
  }
}
