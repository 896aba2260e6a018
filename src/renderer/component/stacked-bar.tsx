/** Colours of parts, in the order of their size, neighbours unlike each other; told apart by the legend and the table as well. */
const FILLS = [
  'fill-accent',
  'fill-water-soft',
  'fill-deep-tile',
  'fill-edge',
  'fill-ok',
  'fill-water',
  'fill-warn',
  'fill-bad',
] as const

export interface BarPart {
  id: string
  label: string
  value: number
}

export const fillOf = (index: number): string => FILLS[index % FILLS.length] ?? FILLS[0]

interface StackedBarProps {
  /** What it shows, for those who do not see it; the numbers are in the table below. */
  label: string
  parts: readonly BarPart[]
  /** What the whole bar stands for; the sum of the parts unless it is more. */
  total?: number
}

/** Shares of a whole as one bar. */
export function StackedBar({ label, parts, total }: StackedBarProps) {
  const sum = parts.reduce((all, part) => all + part.value, 0)
  const whole = Math.max(total ?? 0, sum) || 1
  const starts = parts.map((_, index) => parts.slice(0, index).reduce((all, part) => all + part.value, 0))
  return (
    <figure className="m-0">
      <figcaption className="sr-only">{label}</figcaption>
      <svg aria-hidden="true" viewBox="0 0 1000 28" preserveAspectRatio="none" className="h-7 w-full rounded-md">
        <rect width="1000" height="28" className="fill-sunken" />
        {parts.map((part, index) => (
          <rect
            key={part.id}
            x={((starts[index] ?? 0) / whole) * 1000}
            width={(part.value / whole) * 1000}
            height="28"
            strokeWidth="1"
            vectorEffect="non-scaling-stroke"
            className={`${fillOf(index)} stroke-surface`}
          >
            <title>{part.label}</title>
          </rect>
        ))}
      </svg>
    </figure>
  )
}

/** The square before a line of the table that belongs to a part. */
export function Swatch({ index }: { index: number }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true" className="me-2 inline-block size-2.5 shrink-0">
      <rect width="10" height="10" rx="2" className={fillOf(index)} />
    </svg>
  )
}
