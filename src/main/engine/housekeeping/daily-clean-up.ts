import type { Engine } from '../engine.ts'
import { dispatch } from '../tasking/dispatch.ts'
import { ORPHAN_CLEANUP, orphanCleanup } from './orphan-cleanup.ts'

const DAY = 24 * 60 * 60 * 1000
/** Milliseconds between two looks at the clock; a machine that slept is noticed within that. */
const LOOK = 60 * 60 * 1000

/**
 * Gives back the room of what nothing uses any more, once a day, in hosts that stay up. ORPHAN_PROTECTION_TIME 0 turns it off, as in Pulp.
 */
export class DailyCleanUp {
  private readonly engine: Engine
  private timer: NodeJS.Timeout | null = null

  constructor(engine: Engine) {
    this.engine = engine
  }

  start(): void {
    this.look()
    this.timer = setInterval(() => this.look(), LOOK)
    this.timer.unref()
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
  }

  /** Queues a clean-up when the last one (or, before the first, the oldest repository) is a day old or more. */
  look(now = Date.now()): void {
    const { catalogue, log, settings } = this.engine
    if (settings.ORPHAN_PROTECTION_TIME === 0) return
    try {
      const sql = `SELECT COALESCE((SELECT MAX(pulp_created) FROM core_task WHERE name = ?),
        (SELECT MIN(pulp_created) FROM core_repository)) AS since`
      const { since } = catalogue.prepare(sql).get(orphanCleanup.id) as { since: number | null }
      if (since === null || now - since < DAY) return
      dispatch(this.engine, orphanCleanup, { content: null, protection: null }, { exclusive: [ORPHAN_CLEANUP] })
    } catch (error) {
      // A full disk, say: the next look tries again.
      log.warn({ err: error }, 'the daily clean-up could not be queued')
    }
  }
}
