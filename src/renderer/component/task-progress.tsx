import { useIntl } from 'react-intl'
import { useBytes, useDuration } from './number.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { useText } from './text.ts'

/** What is known of running work; see ProgressTracker. */
interface Work {
  fraction: number | null
  phase: { code: string; message: string; done: number; total: number | null; suffix: string | null } | null
  rate: number | null
  unit: string | null
  remaining: number | null
}

interface TaskProgressProps {
  label: string
  work: Work
  tone?: 'water' | 'bad' | 'mute'
}

/** Bar, percent, phase with its counts, rate, and the time left once it can be said. */
export function TaskProgress({ label, work, tone }: TaskProgressProps) {
  const t = useText()
  const intl = useIntl()
  const phase = usePhaseText()
  const rate = useRateText()
  const duration = useDuration()
  const { fraction, remaining } = work
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex items-baseline gap-3 text-sm text-ink-soft">
        <span className="min-w-0 flex-1 truncate">{phase(work.phase) ?? t('ui.progress.preparing')}</span>
        {work.rate !== null && <span className="num shrink-0 text-ink-mute">{rate(work.rate, work.unit)}</span>}
        {remaining !== null && (
          <span className="num shrink-0 text-ink-mute">{t('ui.progress.left', { time: duration(remaining) })}</span>
        )}
        {fraction !== null && (
          <span className="num w-11 shrink-0 text-end font-semibold text-ink">
            {intl.formatNumber(fraction, { style: 'percent', maximumFractionDigits: 0 })}
          </span>
        )}
      </div>
      <ProgressBar label={label} fraction={fraction} {...(tone ? { tone } : {})} />
    </div>
  )
}

/** A phase as "Downloading: 12 of 80", in bytes where it counts bytes. */
export function usePhaseText(): (phase: Work['phase']) => string | null {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  return (phase) => {
    if (!phase) return null
    const amount = (value: number): string => (phase.suffix === 'bytes' ? bytes(value) : intl.formatNumber(value))
    const { done, total } = phase
    const id = `ui.phase.${phase.code}`
    // Phases that are known by their code are said in the reader's language, others in the words the task used.
    const message = intl.messages[id] === undefined ? phase.message : intl.formatMessage({ id })
    if (total === null && done === 0) return message
    if (total === null || total === done) return t('ui.progress.done', { message, done: amount(done) })
    return t('ui.progress.of', { message, done: amount(done), total: amount(total) })
  }
}

function useRateText(): (rate: number, unit: string | null) => string {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  return (rate, unit) =>
    t('ui.progress.rate', {
      amount: unit === 'bytes' ? bytes(rate) : intl.formatNumber(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 }),
    })
}
