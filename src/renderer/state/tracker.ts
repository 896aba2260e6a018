import type { TaskBody } from '#shared/api/task'
import { addSample, rateOf, remainingOf, settledSamples } from './estimate.ts'
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
  highest: number | null
  samples: Sample[]
}

/** A total that stood still for so long, in milliseconds, is shown as one. */
const SETTLED_MS = 3000

/**
 * Remembers each running task's samples, so that a bar never goes back and rates come from what was seen. Asking twice
 * about the same state of a task changes nothing, and neither does an older one that comes late.
 */
export class ProgressTracker {
  readonly #tracks = new Map<string, Track>()

  /** Takes in a newer state of the task and tells how far it is. `now` in milliseconds. */
  observe(task: TaskBody, now: number): TaskProgress {
    const progress = weightedProgress(task)
    const known = this.#tracks.get(task.pulp_href)
    if (isFinal(task.state)) {
      const fraction = task.state === 'completed' ? 1 : (known?.highest ?? progress.fraction)
      return { ...progress, fraction, rate: null, unit: null, remaining: null }
    }
    const track = known ?? { highest: null, samples: [] }
    this.#tracks.set(task.pulp_href, track)
    take(track, sampleOf(task, progress, now), progress.fraction)
    return {
      phase: shownPhase(progress, track.samples),
      // Unknown is said as unknown; what was reached is remembered for when it is known again.
      fraction: progress.fraction === null ? null : track.highest,
      rate: rateOf(track.samples),
      unit: track.samples.at(-1)?.unit.split(' ').at(-1) ?? null,
      remaining: remainingOf(track.samples),
    }
  }

  forget(href: string): void {
    this.#tracks.delete(href)
  }
}

function sampleOf(task: TaskBody, { phase, fraction }: Progress, time: number): Sample {
  const counted = task.progress_reports.findLast((one) => one.suffix === 'bytes') ?? phase
  return {
    time,
    fraction: fraction ?? 0,
    done: counted?.done ?? null,
    unit: `${counted?.code ?? ''} ${counted?.suffix ?? 'items'}`,
    extent: `${phase?.code ?? ''} ${phase?.total ?? ''}`,
  }
}

function take(track: Track, sample: Sample, fraction: number | null): void {
  const last = track.samples.at(-1)
  const isSame = last?.unit === sample.unit && last.done === sample.done && last.extent === sample.extent
  const isOld = last?.unit === sample.unit && (last.done ?? 0) > (sample.done ?? 0)
  if (isSame || isOld) return
  if (fraction !== null) track.highest = Math.max(track.highest ?? 0, fraction)
  track.samples = addSample(track.samples, { ...sample, fraction: track.highest ?? 0 })
}

/** The phase without its total while that still grows. */
function shownPhase({ phase }: Progress, samples: readonly Sample[]): Progress['phase'] {
  const settled = settledSamples(samples)
  const grew = settled.length < samples.length
  const span = (settled.at(-1)?.time ?? 0) - (settled[0]?.time ?? 0)
  return phase && grew && span < SETTLED_MS ? { ...phase, total: null } : phase
}

export const tracker = new ProgressTracker()
