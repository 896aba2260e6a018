/** Rates and remaining time from samples of progress. Pure: time is given, in milliseconds. */

export interface Sample {
  time: number
  /** 0 to 1. */
  fraction: number
  /** In the unit of the phase; null when the phase counts nothing. */
  done: number | null
  /** What `done` counts; rates are only taken within one. */
  unit: string
  /** What the fraction is a fraction of. While it still grows, nothing is said about the time that is left. */
  extent: string
}

/** How long samples are kept; older ones say little about what comes. */
export const WINDOW_MS = 20_000
const MIN_SPAN_MS = 5_000
const MIN_SAMPLES = 4
/** Estimates made from both halves of the window must agree within this factor before one is shown. */
const AGREEMENT = 1.6

/** Adds a sample and drops those that left the window or belong to another unit. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const kept = samples.filter((old) => old.unit === sample.unit && sample.time - old.time <= WINDOW_MS)
  return [...kept, sample]
}

/** Units per second over the window, or null while too little was seen. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || first.done === null || last.done === null) return null
  const span = last.time - first.time
  if (span < 1000 || last.done <= first.done) return null
  return ((last.done - first.done) * 1000) / span
}

/** The newest samples that are fractions of one and the same whole. */
export function settledSamples(samples: readonly Sample[]): readonly Sample[] {
  const extent = samples.at(-1)?.extent
  return samples.slice(samples.findLastIndex((sample) => sample.extent !== extent) + 1)
}

/** Milliseconds left, or null until the estimate is stable. */
export function remainingOf(all: readonly Sample[]): number | null {
  const samples = settledSamples(all)
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || samples.length < MIN_SAMPLES || last.time - first.time < MIN_SPAN_MS) return null
  const middle = samples[Math.floor(samples.length / 2)] ?? first
  const early = remaining(first, middle, last.fraction)
  const late = remaining(middle, last, last.fraction)
  const whole = remaining(first, last, last.fraction)
  if (early === null || late === null || whole === null) return null
  const ratio = early > late ? early / late : late / early
  return ratio <= AGREEMENT ? whole : null
}

function remaining(from: Sample, to: Sample, at: number): number | null {
  const gained = to.fraction - from.fraction
  return gained > 0 ? ((1 - at) * (to.time - from.time)) / gained : null
}
