import type { Engine } from '../engine.ts'
import { forgetReplaced } from '../repository/replaced-publication.ts'
import { STORAGE_SURVEY, surveyStorage } from '../storage/survey.ts'
import { dispatch } from '../tasking/dispatch.ts'
import { emptyTrash, expiredTrash, trashReservations } from '../trash/purge-trash.ts'
import { queueDailyPurge } from './daily-purge.ts'
import { ORPHAN_CLEANUP, orphanCleanup } from './orphan-cleanup.ts'
import { uploadCleanUp } from './upload-clean-up.ts'

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

  /** Queues what is due; a failure waits for the next look. */
  look(now = Date.now()): void {
    const { log, settings } = this.engine
    try {
      if (settings.UPLOAD_PROTECTION_TIME > 0) this.dropUploads(now)
      if (settings.ORPHAN_PROTECTION_TIME > 0) this.dropOrphans(now)
      queueDailyPurge(this.engine, now)
      this.emptyTrash(now)
      this.survey(now)
      forgetReplaced(this.engine)
    } catch (error) {
      // A full disk, say: the next look tries again.
      log.warn({ err: error }, 'the daily clean-up could not be queued')
    }
  }

  /** Due when the last one (or, before the first, the oldest repository) is a day old or more. */
  private dropOrphans(now: number): void {
    const sql = `SELECT COALESCE((SELECT MAX(pulp_created) FROM core_task WHERE name = ?),
      (SELECT MIN(pulp_created) FROM core_repository)) AS since`
    const { since } = this.engine.catalogue.prepare(sql).get(orphanCleanup.id) as { since: number | null }
    if (since === null || now - since < DAY) return
    dispatch(this.engine, orphanCleanup, { content: null, protection: null }, { exclusive: [ORPHAN_CLEANUP] })
  }

  private emptyTrash(now: number): void {
    const expired = expiredTrash(this.engine, now)
    if (expired.length === 0) return
    const exclusive = trashReservations(this.engine, expired)
    dispatch(this.engine, emptyTrash, { entries: expired.map(({ id }) => id) }, { exclusive })
  }

  /** Once a day, for the trend; not before there is a mirror. */
  private survey(now: number): void {
    const { catalogue } = this.engine
    if (!catalogue.prepare('SELECT 1 FROM core_repository LIMIT 1').get()) return
    const sql = 'SELECT 1 FROM core_task WHERE name = ? AND pulp_created > ? LIMIT 1'
    if (!catalogue.prepare(sql).get(surveyStorage.id, now - DAY))
      dispatch(this.engine, surveyStorage, {}, { exclusive: [STORAGE_SURVEY] })
  }

  /** Due a day after the last one, when there is an upload that nobody went on with for that long. */
  private dropUploads(now: number): void {
    const { catalogue, settings } = this.engine
    const until = now - settings.UPLOAD_PROTECTION_TIME * 60_000
    const old = catalogue.prepare('SELECT 1 FROM core_upload WHERE pulp_last_updated < ? LIMIT 1').get(until)
    if (!old) return
    const sql = 'SELECT 1 FROM core_task WHERE name = ? AND pulp_created > ? LIMIT 1'
    if (!catalogue.prepare(sql).get(uploadCleanUp.id, now - DAY))
      dispatch(this.engine, uploadCleanUp, { protection: null })
  }
}
