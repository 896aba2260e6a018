import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]

/** A signal asked the process to end before its work was done. */
export class Interrupted extends Error {
  /** Exit status shells expect: 128 and the number of the signal. */
  readonly status: number

  constructor(signal: Signal) {
    super(signal)
    this.status = 128 + constants.signals[signal]
  }
}

/** Aborted, with an Interrupted as reason, by the first signal; a second one ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const interrupted = new Interrupted(signal)
      if (controller.signal.aborted) process.exit(interrupted.status)
      controller.abort(interrupted)
    })
  }
  return controller.signal
}
