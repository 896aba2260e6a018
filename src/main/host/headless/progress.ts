import type { ProgressReportBody, TaskBody } from '#shared/api/task'
import { isFinal } from '#shared/api/task'
import { formatMessage } from '#shared/i18n/format'
import { formatBytes, formatCount } from './format.ts'
import { CLEAR_LINE, type Output } from './output.ts'

/** Shows how a task goes on: a bar that is redrawn on a terminal, else a line for each step that is done. */
export interface Progress {
  show(task: TaskBody): void
  /** Leaves the terminal clean. */
  end(): void
}

const BAR = 24

export function progressOn(output: Output): Progress {
  return output.isTerminal ? new ProgressBar(output) : new ProgressLines(output)
}

class ProgressBar implements Progress {
  private readonly output: Output
  private drawn = ''

  constructor(output: Output) {
    this.output = output
  }

  show(task: TaskBody): void {
    const text = barText(task).slice(0, this.output.columns - 1)
    if (text === this.drawn) return
    this.drawn = text
    this.output.draw(CLEAR_LINE + text)
  }

  end(): void {
    if (this.drawn !== '') this.output.draw(CLEAR_LINE)
    this.drawn = ''
  }
}

class ProgressLines implements Progress {
  private readonly output: Output
  private readonly told = new Set<string>()

  constructor(output: Output) {
    this.output = output
  }

  show(task: TaskBody): void {
    for (const report of task.progress_reports) {
      const key = `${report.code} ${report.message}`
      if (!isFinal(report.state) || report.done === 0 || this.told.has(key)) continue
      this.told.add(key)
      this.output.note(`${report.message}: ${amount(report.done, report.suffix)}`)
    }
  }

  end(): void {
    this.told.clear()
  }
}

/** The step that is under way: the furthest that knows its total, else the furthest. */
function currentReport(task: TaskBody): ProgressReportBody | undefined {
  const open = task.progress_reports.filter((report) => !isFinal(report.state))
  return open.findLast((report) => report.total !== null) ?? open.at(-1) ?? task.progress_reports.at(-1)
}

function barText(task: TaskBody): string {
  const report = currentReport(task)
  if (!report) return formatMessage(`cli.task.${task.state}`)
  if (report.total === null || report.total === 0) return `${report.message}: ${amount(report.done, report.suffix)}`
  const share = Math.min(1, report.done / report.total)
  const filled = Math.round(share * BAR)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
  const amounts = `${amount(report.done, null, report.suffix)} / ${amount(report.total, report.suffix)}`
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${report.message}: ${amounts}`
}

function amount(value: number, suffix: string | null, unit = suffix): string {
  if (unit === 'bytes') return formatBytes(value)
  return suffix === null ? formatCount(value) : `${formatCount(value)} ${suffix}`
}
