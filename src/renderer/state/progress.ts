import type { ProgressReportBody, TaskBody } from '#shared/api/task'

type TaskState = TaskBody['state']

/** How far a task is. `fraction` is null while nothing can be said honestly. */
export interface Progress {
  /** 0 to 1; 1 only when the task completed. */
  fraction: number | null
  /** The report that says most about what is worked on now, or the last one. */
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
  { id: 'download', pattern: /^sync\.downloading/, weight: 14 },
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
  const phase = phaseShown(reports)
  if (task.state === 'completed') return { fraction: 1, phase }
  if (reports.length === 0 || task.state === 'waiting') return { fraction: null, phase }
  const shares = /sync/.test(task.name) ? syncShares(reports) : otherShares(reports)
  if (shares === null || shares.every((share) => share.done === null)) return { fraction: null, phase }
  const weight = shares.reduce((sum, share) => sum + share.weight, 0)
  const done = shares.reduce((sum, share) => sum + share.weight * (share.done ?? 0), 0)
  return { fraction: Math.min(CEILING, done / weight), phase }
}

/** While files are downloaded, the first report that counts them towards a total, so that what is shown does not change back and forth; else the one that runs now. */
function phaseShown(reports: readonly ProgressReportBody[]): ProgressReportBody | null {
  const running = reports.filter((report) => report.state === 'running')
  const downloads = running.filter((report) => phaseOf(report)?.id === 'download')
  return downloads.find((report) => report.total !== null) ?? downloads[0] ?? running.at(-1) ?? reports.at(-1) ?? null
}

interface Share {
  weight: number
  /** Null while unknown. */
  done: number | null
}

function otherShares(reports: readonly ProgressReportBody[]): Share[] {
  return reports.map((report) => ({ weight: OTHER_WEIGHT, done: reportFraction(report) }))
}

/** Null while so little is known that any number would be made up. */
function syncShares(reports: readonly ProgressReportBody[]): Share[] | null {
  const of = (id: string): ProgressReportBody[] => reports.filter((report) => phaseOf(report)?.id === id)
  const shares = SYNC_PHASES.map(({ id, weight }) => ({ weight, done: least(of(id)) }))
  const download = shares[1]
  // While metadata is still being read, more will be found to download: the total is not yet what it will be.
  for (const reading of of('metadata').filter((report) => report.state === 'running')) {
    if (!download || download.done === null) break
    const read = reportFraction(reading)
    if (read === null) return null
    download.done = Math.min(download.done, read)
  }
  return [...shares, ...otherShares(reports.filter((report) => phaseOf(report) === null))]
}

/** Several reports of one phase (files, bytes) tell of the same work; the most modest is believed. */
function slowest(reports: readonly ProgressReportBody[]): ProgressReportBody | null {
  const known = reports.filter((report) => reportFraction(report) !== null)
  return known.toSorted((a, b) => (reportFraction(a) ?? 0) - (reportFraction(b) ?? 0))[0] ?? null
}

function least(reports: readonly ProgressReportBody[]): number | null {
  const report = slowest(reports)
  return report && reportFraction(report)
}

function phaseOf(report: ProgressReportBody): Phase | null {
  return SYNC_PHASES.find((phase) => phase.pattern.test(report.code)) ?? null
}

/** 0 to 1, or null while the total is unknown. */
export function reportFraction(report: ProgressReportBody): number | null {
  if (report.state === 'completed') return 1
  if (report.total === null) return null
  if (report.total === 0) return 0
  return Math.min(1, Math.max(0, report.done / report.total))
}
