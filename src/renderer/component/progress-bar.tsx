import { ProgressBar as AriaProgressBar } from 'react-aria-components'

interface ProgressBarProps {
  label: string
  /** 0 to 1; null while nothing can be said. */
  fraction: number | null
  tone?: 'water' | 'bad' | 'mute'
}

const FILL = { water: 'bg-water', bad: 'bg-bad', mute: 'bg-edge' } as const

/** A bar without motion of its own: it moves when the work does. Unknown extent is a dashed line. */
export function ProgressBar({ label, fraction, tone = 'water' }: ProgressBarProps) {
  if (fraction === null)
    return (
      <AriaProgressBar aria-label={label} isIndeterminate className="block">
        <div className="my-[2px] border-t-2 border-dashed border-water" />
      </AriaProgressBar>
    )
  return (
    <AriaProgressBar aria-label={label} value={fraction * 100} className="block">
      <div className="h-1.5 overflow-hidden rounded-full bg-water-soft">
        <div
          className={`h-full rounded-full transition-[width] duration-300 ${FILL[tone]}`}
          style={{ width: `${fraction * 100}%` }}
        />
      </div>
    </AriaProgressBar>
  )
}
