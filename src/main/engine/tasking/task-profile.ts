import type { TaskProfile } from '#shared/api/task'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { TrafficMeter } from '../download/traffic-meter.ts'
import type { TaskRow } from './task-store.ts'

/** Milliseconds between looks at the memory. */
const SAMPLE_INTERVAL = 250

/** Measures one run of a task, from its making to `end`. */
export class ProfileRecorder {
  private readonly meter: TrafficMeter
  private readonly row: TaskRow
  private readonly started = Date.now()
  private readonly cpu: NodeJS.CpuUsage | null
  private readonly timer: NodeJS.Timeout
  private peakRss = 0
  private peakHeap = 0

  /** `meter`: counts what this task alone fetches. */
  constructor(row: TaskRow, meter: TrafficMeter) {
    this.row = row
    this.meter = meter
    // Immediate tasks run beside the API and each other: what the thread burns is not theirs alone.
    this.cpu = row.immediate ? null : process.threadCpuUsage()
    this.sample()
    this.timer = setInterval(() => this.sample(), SAMPLE_INTERVAL)
    this.timer.unref()
  }

  private sample(): void {
    try {
      const { rss, heapUsed } = process.memoryUsage()
      this.peakRss = Math.max(this.peakRss, rss)
      this.peakHeap = Math.max(this.peakHeap, heapUsed)
    } catch {
      // The system tells it by way of a file: with none left to open, what is measured must not end the thread that works.
    }
  }

  end(): TaskProfile {
    clearInterval(this.timer)
    this.sample()
    const cpu = this.cpu && process.threadCpuUsage(this.cpu)
    const { requests, bytes, retries, resumed } = this.meter
    return {
      queued_ms: Math.max(0, (this.row.startedAt ?? this.started) - this.row.created),
      run_ms: Date.now() - (this.row.startedAt ?? this.started),
      cpu_user_ms: cpu && Math.round(cpu.user / 1000),
      cpu_system_ms: cpu && Math.round(cpu.system / 1000),
      peak_rss: this.peakRss,
      peak_heap: this.peakHeap,
      bytes,
      requests,
      requests_by_host: Object.fromEntries(this.meter.hosts),
      retries,
      resumed,
    }
  }
}

export function saveProfile(catalogue: Catalogue, taskId: string, profile: TaskProfile): void {
  catalogue
    .prepare('INSERT OR REPLACE INTO core_taskprofile (task_id, profile) VALUES (?, ?)')
    .run(uuidToBlob(taskId), JSON.stringify(profile))
}

/** What the run of a task cost; null for one that has not ended, or was cut off. */
export function profileOf(catalogue: Catalogue, taskId: string): TaskProfile | null {
  const row = catalogue.prepare('SELECT profile FROM core_taskprofile WHERE task_id = ?').get(uuidToBlob(taskId))
  return row ? (JSON.parse((row as { profile: string }).profile) as TaskProfile) : null
}
