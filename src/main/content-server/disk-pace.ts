/**
 * Whether files come out of the system's memory, or from a disk that takes its time. What is in memory is best read without leaving the
 * thread: to hand it to another costs more than the copy. What is not would have every client wait.
 */

/** A read that takes longer than this (milliseconds) seems to come from a slow disk. */
const SLOW_READ = 3
/** How many quick reads make up for a slow one, and from what sum on reads leave the thread. One alone may just have been interrupted. */
const SLOW_WEIGHT = 32
const SLOW_LIMIT = 64
const SLOW_MOST = 128
/** Milliseconds from which on a read is slow even if the system does not say that it asked a disk; not every file system tells. */
const HOPELESS_READ = 100

export class DiskPace {
  readonly #diskReadsSoFar: () => number
  #slowness = 0
  /** Times the system read from a disk for this process, when last looked at. */
  #diskReads: number

  constructor(diskReadsSoFar = (): number => process.resourceUsage().fsRead) {
    this.#diskReadsSoFar = diskReadsSoFar
    this.#diskReads = diskReadsSoFar()
  }

  /** Whether the next read should leave the thread. */
  get isSlow(): boolean {
    return this.#slowness > SLOW_LIMIT
  }

  /** A read, in this thread or another, took so many milliseconds. */
  took(milliseconds: number): void {
    if (milliseconds > SLOW_READ && this.#waitedForDisk(milliseconds)) {
      this.#slowness = Math.min(SLOW_MOST, this.#slowness + SLOW_WEIGHT)
    } else if (this.#slowness > 0) this.#slowness -= 1
  }

  /** A read may also be slow because the machine is busy; then leaving the thread for it would only cost more. */
  #waitedForDisk(milliseconds: number): boolean {
    const now = this.#diskReadsSoFar()
    const asked = now !== this.#diskReads
    this.#diskReads = now
    return asked || milliseconds > HOPELESS_READ
  }
}
