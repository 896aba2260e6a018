import { useId } from 'react'

interface GaugeProps {
  /** 0 to 1: how high the water stands. */
  level: number
  /** What the level means, for those who do not see it. */
  label: string
}

/** The share of a mirror that is stored, drawn as a water level. */
export function Gauge({ level, label }: GaugeProps) {
  const id = useId()
  const height = Math.round(Math.min(1, Math.max(0, level)) * 36)
  return (
    <svg viewBox="0 0 40 40" className="size-10 shrink-0" role="img" aria-label={label}>
      <clipPath id={id}>
        <rect x="2" y="2" width="36" height="36" rx="9" />
      </clipPath>
      <rect x="2" y="2" width="36" height="36" rx="9" className="fill-sunken" />
      <g clipPath={`url(#${id})`}>
        <rect x="2" y={38 - height} width="36" height={height} className="gauge-fill fill-water" />
        {height > 0 && height < 36 && (
          <rect x="2" y={38 - height} width="36" height="1.5" className="fill-accent-strong" />
        )}
      </g>
      <rect x="2.5" y="2.5" width="35" height="35" rx="8.5" fill="none" className="stroke-edge" />
    </svg>
  )
}
