import type { TaskBody } from '#shared/api/task'
import { addSample, rateOf, remainingOf } from './estimate.ts'
import type { Sample } from './estimate.ts'
import { isFinal, weightedProgress } from './progress.ts'
import type { Progress } from './progress.ts'

/** What is shown of a running task. */
export interface TaskProgress extends Progress {
  /** Per second, in `unit`; null while unknown. */
  rate: number | null
  /** What the rate counts: `bytes`, or the phase's own suffix. */
  unit: string | null
  /** Milliseconds; null until stable. */
  remaining: number | null
}

interface Track {
  task: TaskBody
  highest: number | null
  samples: Sample[]
}

/**
 * Remembers each running task's samples, so that a bar never goes back and rates come from what was seen. Asking twice
 * about the same state of a task changes nothing.
 */
export class ProgressTracker {
  readonly #tracks = new Map<string, Track>()

  /** Takes in a newer state of the task and tells how far it is. `now` in milliseconds. */
  observe(task: TaskBody, now: number): TaskProgress {
    const progress = weightedProgress(task)
    if (isFinal(task.state)) {
      const highest = this.#tracks.get(task.pulp_href)?.highest ?? null
      const fraction = task.state === 'completed' ? 1 : (highest ?? progress.fraction)
      return { ...progress, fraction, rate: null, unit: null, remaining: null }
    }
    const track = this.#take(task, progress, now)
    const last = track.samples.at(-1)
    return {
      phase: progress.phase,
      // Unknown is said as unknown; what was reached is remembered for when it is known again.
      fraction: progress.fraction === null ? null : track.highest,
      rate: rateOf(track.samples),
      unit: last ? (last.unit.split(' ').at(-1) ?? null) : null,
      remaining: remainingOf(track.samples),
    }
  }

  forget(href: string): void {
    this.#tracks.delete(href)
  }

  #take(task: TaskBody, progress: Progress, now: number): Track {
    const track = this.#tracks.get(task.pulp_href) ?? { task, highest: null, samples: [] }
    if (track.task !== task || track.samples.length === 0) {
      track.task = task
      if (progress.fraction !== null) track.highest = Math.max(track.highest ?? 0, progress.fraction)
      const counted = task.progress_reports.findLast((one) => one.suffix === 'bytes') ?? progress.phase
      track.samples = addSample(track.samples, {
        time: now,
        fraction: track.highest ?? 0,
        done: counted?.done ?? null,
        unit: `${counted?.code ?? ''} ${counted?.suffix ?? 'items'}`,
      })
      this.#tracks.set(task.pulp_href, track)
    }
    return track
  }
}

export const tracker = new ProgressTracker()
