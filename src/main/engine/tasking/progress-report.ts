import type { ProgressReportBody, TaskState } from '#shared/api/task'
import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { ProgressOptions } from './task-context.ts'

/** Milliseconds between writes of one report (Pulp: ProgressReport's flush interval), so that counting costs no disk. */
const WRITE_INTERVAL = 2000

/** One bar of a task. Counting is cheap: rows are written at most every two seconds, listeners hear of it through the owner. */
export class ProgressReport {
  private readonly catalogue: Catalogue
  private readonly id = uuidv7()
  private readonly changed: () => void
  private lastWrite: number
  /** Writes the last count of a burst, which nothing may follow for long. */
  private late: NodeJS.Timeout | null = null
  private readonly report: ProgressReportBody

  constructor(catalogue: Catalogue, taskId: string, options: ProgressOptions, changed: () => void) {
    this.catalogue = catalogue
    this.changed = changed
    this.lastWrite = Date.now()
    this.report = {
      message: options.message,
      code: options.code,
      state: 'running',
      total: options.total ?? null,
      done: options.done ?? 0,
      suffix: options.suffix ?? null,
    }
    catalogue
      .prepare(
        'INSERT INTO core_progressreport (pulp_id, task_id, message, code, state, total, done, suffix) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        uuidToBlob(this.id),
        uuidToBlob(taskId),
        options.message,
        options.code,
        'running',
        this.report.total,
        this.report.done,
        this.report.suffix,
      )
    this.changed()
  }

  get body(): ProgressReportBody {
    return { ...this.report }
  }

  get done(): number {
    return this.report.done
  }

  set done(value: number) {
    this.report.done = value
    this.touched()
  }

  get total(): number | null {
    return this.report.total
  }

  set total(value: number | null) {
    this.report.total = value
    this.touched()
  }

  increment(by = 1): void {
    this.done = this.report.done + by
  }

  /** Closes the report. A later call changes nothing. */
  finish(state: TaskState = 'completed'): void {
    if (this.report.state !== 'running') return
    this.report.state = state
    try {
      this.write()
    } catch (error) {
      // Still open: whoever records the outcome of the task tries again.
      this.report.state = 'running'
      throw error
    }
    this.changed()
  }

  private touched(): void {
    const left = this.lastWrite + WRITE_INTERVAL - Date.now()
    if (left <= 0) this.tryWrite()
    else if (this.report.state === 'running') this.late ??= setTimeout(() => this.tryWrite(), left).unref()
    this.changed()
  }

  /** Counting goes on when a count cannot be kept just now (a full disk, say): the work itself says what is wrong. */
  private tryWrite(): void {
    try {
      this.write()
    } catch {
      this.lastWrite = Date.now()
    }
  }

  private write(): void {
    this.lastWrite = Date.now()
    if (this.late) clearTimeout(this.late)
    this.late = null
    this.catalogue
      .prepare('UPDATE core_progressreport SET state = ?, total = ?, done = ? WHERE pulp_id = ?')
      .run(this.report.state, this.report.total, this.report.done, uuidToBlob(this.id))
  }
}
