interface BarChartProps {
  /** What it shows, for those who cannot see it. */
  label: string
  /** From left to right. */
  bars: readonly { key: string; value: number; title: string }[]
  /** How many there is room for, so that few are not wide. */
  slots?: number
}

const WIDTH = 300
const HEIGHT = 56
const GAP = 1

/** Bars over a base line. The exact numbers belong beside it: a picture alone tells nobody enough. */
export function BarChart({ label, bars, slots = 12 }: BarChartProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const step = WIDTH / Math.max(bars.length, slots)
  return (
    <figure aria-label={label}>
      <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-14 w-full" preserveAspectRatio="none">
        <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line" />
        {bars.map(({ key, value, title }, index) => {
          const height = value === 0 ? 0 : Math.max(2, (value / most) * (HEIGHT - 2))
          return (
            <rect
              key={key}
              x={index * step}
              y={HEIGHT - height}
              width={Math.max(1, step - GAP)}
              height={height}
              className="fill-water"
            >
              <title>{title}</title>
            </rect>
          )
        })}
      </svg>
    </figure>
  )
}
