import { isFinal } from '#shared/api/task'
import { StillwaterError, toErrorBody } from '#shared/error'
import { Repository, type RepositoryInstance } from '../db/masters.ts'
import type { ScheduleRow } from '../db/table/schedule.ts'
import type { Engine } from '../engine.ts'
import { dispatchSync } from '../repository/dispatch-sync.ts'
import { getTask } from '../tasking/task-store.ts'
import { nextRun } from './next-run.ts'
import { enabledSchedules, scheduleHref, schedulePrn, updateSchedule } from './schedule-store.ts'

/** Time as the runner sees it; tests have their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back after so many milliseconds; answers what cancels it. */
  after(milliseconds: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Longest wait between two looks at the clock: timers stand still while a machine sleeps, and clocks are set. */
const LONGEST = 30_000

/**
 * Queues syncs when they are due. Whatever was missed, because the machine slept or nothing ran, is made up for once. A schedule whose last
 * task has not ended is not queued again. Source: Pulp's TaskSchedule; that users may have their own is ours.
 */
export class ScheduleRunner {
  private readonly engine: Engine
  private readonly clock: Clock
  private cancelTimer: (() => void) | null = null
  private stopped = false

  constructor(engine: Engine, clock: Clock = systemClock) {
    this.engine = engine
    this.clock = clock
  }

  /** Queues what is due now and waits for what comes next; called at start and whenever schedules change. Never throws. */
  look(): void {
    if (this.stopped) return
    this.cancelTimer?.()
    this.cancelTimer = null
    try {
      for (const schedule of enabledSchedules(this.engine.catalogue)) {
        if ((schedule.next_run ?? Infinity) <= this.clock.now()) this.run(schedule)
      }
      const [next] = enabledSchedules(this.engine.catalogue)
      if (next) this.wait((next.next_run ?? 0) - this.clock.now())
    } catch (error) {
      // A full disk, say; it may have room at the next look.
      this.engine.log.error({ err: error }, 'schedules could not be run')
      this.wait(LONGEST)
    }
  }

  stop(): void {
    this.stopped = true
    this.cancelTimer?.()
  }

  private wait(milliseconds: number): void {
    this.cancelTimer = this.clock.after(Math.min(Math.max(milliseconds, 1), LONGEST), () => this.look())
  }

  /** The task and the time of the next run are written together, so that a crash neither loses a run nor repeats it. */
  private run(schedule: ScheduleRow): void {
    const { catalogue } = this.engine
    catalogue.transaction(() => {
      const change = this.isUnderWay(schedule) ? {} : this.queue(schedule)
      updateSchedule(catalogue, schedule.pulp_id, { ...change, next_run: nextRun(schedule, this.clock.now()) })
    })
    const id = schedule.pulp_id
    this.engine.emit({ type: 'resource', action: 'updated', href: scheduleHref(id), prn: schedulePrn(id) })
  }

  private isUnderWay({ last_task_id: id }: ScheduleRow): boolean {
    return id !== null && !isFinal(getTask(this.engine.catalogue, id).state)
  }

  private queue({ repository_id, mirror }: ScheduleRow): Pick<ScheduleRow, 'error'> & Partial<ScheduleRow> {
    try {
      const repository = Repository.get(this.engine.catalogue, repository_id).cast() as RepositoryInstance
      const declaration = this.engine.registry.repositories.get(repository.pulp_type)
      if (!declaration) throw new StillwaterError('catalogue.unknown_type', { pulp_type: repository.pulp_type })
      return { last_task_id: dispatchSync(this.engine, declaration, repository, { mirror }), error: null }
    } catch (error) {
      // What keeps this one from running is told with it and does not keep the others.
      if (!(error instanceof StillwaterError)) throw error
      return { error: toErrorBody(error) }
    }
  }
}
