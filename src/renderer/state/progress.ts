import type { ProgressReportBody, TaskBody } from '#shared/api/task'

type TaskState = TaskBody['state']

/** How far a task is. `fraction` is null while nothing can be said honestly. */
export interface Progress {
  /** 0 to 1; 1 only when the task completed. */
  fraction: number | null
  /** The report that is worked on now, or the last one. */
  phase: ProgressReportBody | null
}

interface Phase {
  id: string
  pattern: RegExp
  weight: number
}

/** Phases of a sync and their usual share of its time. Weights are relative. */
const SYNC_PHASES: readonly Phase[] = [
  { id: 'metadata', pattern: /metadata|parsing|resolv/, weight: 2 },
  { id: 'download', pattern: /download.*(artifact|file|bytes|package)|artifact/, weight: 14 },
  { id: 'associate', pattern: /^associating/, weight: 2 },
]
const OTHER_WEIGHT = 1
/** A running task never claims to be done: later phases may still report. */
const CEILING = 0.99

const FINAL: readonly TaskState[] = ['completed', 'failed', 'canceled']

/** Whether the state is one a task never leaves. */
export function isFinal(state: TaskState): boolean {
  return FINAL.includes(state)
}

/** Weighted progress over all reports of a task. Phases a sync is known to come to count before they report. */
export function weightedProgress(task: Pick<TaskBody, 'name' | 'state' | 'progress_reports'>): Progress {
  const reports = task.progress_reports
  const phase = reports.findLast((report) => report.state === 'running') ?? reports.at(-1) ?? null
  if (task.state === 'completed') return { fraction: 1, phase }
  if (reports.length === 0 || task.state === 'waiting') return { fraction: null, phase }
  const isSync = /sync/.test(task.name)
  const shares = reports.map((report) => ({ kind: isSync ? kindOf(report) : null, done: reportFraction(report) }))
  if (!isSync) return { fraction: known(shares, 0), phase }
  const missing = SYNC_PHASES.filter((expected) => !shares.some((share) => share.kind?.id === expected.id))
  const rest = missing.reduce((sum, expected) => sum + expected.weight, 0)
  return { fraction: known(shares, rest), phase }
}

function known(shares: { kind: Phase | null; done: number | null }[], missingWeight: number): number | null {
  if (shares.every((share) => share.done === null)) return null
  let weight = missingWeight
  let done = 0
  for (const share of shares) {
    const own = weightIn(shares, share.kind)
    weight += own
    done += own * (share.done ?? 0)
  }
  return Math.min(CEILING, done / weight)
}

/** Two reports of one phase (files and bytes) share its weight. */
function weightIn(shares: { kind: Phase | null }[], kind: Phase | null): number {
  if (!kind) return OTHER_WEIGHT
  return kind.weight / shares.filter((share) => share.kind?.id === kind.id).length
}

function kindOf(report: ProgressReportBody): Phase | null {
  if (report.code.startsWith('un')) return null
  return SYNC_PHASES.find((phase) => phase.pattern.test(report.code)) ?? null
}

/** 0 to 1, or null while the total is unknown. */
export function reportFraction(report: ProgressReportBody): number | null {
  if (report.state === 'completed') return 1
  if (report.total === null) return null
  if (report.total === 0) return 0
  return Math.min(1, Math.max(0, report.done / report.total))
}
