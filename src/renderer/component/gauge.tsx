import { useId } from 'react'

interface GaugeProps {
  /** 0 to 1: how high the water stands. */
  level: number
  /** A short word for the kind, such as the plugin's name. */
  mark: string
  /** What the level means, for those who do not see it. */
  label: string
}

const SIZE = 44
const EDGE = 2
const INNER = SIZE - 2 * EDGE

/** The share of a mirror that is stored, drawn as a water level; the kind is written on it, light where it is under water. */
export function Gauge({ level, mark, label }: GaugeProps) {
  const id = useId()
  const height = Math.round(Math.min(1, Math.max(0, level)) * INNER)
  const surface = SIZE - EDGE - height
  const text = { x: SIZE / 2, y: SIZE / 2 + 4, textAnchor: 'middle', fontSize: 11, fontWeight: 700 } as const
  return (
    <span className="shrink-0">
      <span className="sr-only">{label}</span>
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} className="size-11" aria-hidden="true">
        <clipPath id={`${id}box`}>
          <rect x={EDGE} y={EDGE} width={INNER} height={INNER} rx="10" />
        </clipPath>
        <clipPath id={`${id}water`}>
          <rect x={EDGE} y={surface} width={INNER} height={height} />
        </clipPath>
        <rect x={EDGE} y={EDGE} width={INNER} height={INNER} rx="10" className="fill-sunken" />
        <text {...text} className="fill-ink-mute">
          {mark.slice(0, 4)}
        </text>
        <g clipPath={`url(#${id}box)`}>
          <rect x={EDGE} y={surface} width={INNER} height={height} className="fill-deep-tile" />
          <text {...text} clipPath={`url(#${id}water)`} className="fill-on-tile">
            {mark.slice(0, 4)}
          </text>
        </g>
        <rect
          x={EDGE + 0.5}
          y={EDGE + 0.5}
          width={INNER - 1}
          height={INNER - 1}
          rx="9.5"
          fill="none"
          className="stroke-line"
        />
      </svg>
    </span>
  )
}
