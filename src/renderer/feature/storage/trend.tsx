import { useIntl } from 'react-intl'
import type { StorageBody } from '#shared/api/storage'
import { useBytes } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'

const WIDTH = 1000
const HEIGHT = 120

/** Stored bytes over time, one point a day; said in a sentence as well. */
export function Trend({ points }: { points: StorageBody['trend'] }) {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const most = Math.max(...points.map(({ stored }) => stored), 1)
  const [begin, end] = [Date.parse(first.at), Date.parse(last.at)]
  const line = points.map(({ at, stored }) => {
    const x = end === begin ? WIDTH : ((Date.parse(at) - begin) / (end - begin)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - (stored / most) * (HEIGHT - 8)).toFixed(1)}`
  })
  const sentence = t('ui.storage.trend.sentence', {
    count: points.length,
    from: bytes(first.stored),
    since: intl.formatDate(first.at, { dateStyle: 'medium' }),
    to: bytes(last.stored),
  })
  return (
    <Section title={t('ui.storage.trend')}>
      <div className="card p-4">
        {points.length > 1 && (
          <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-28 w-full">
            <polygon points={`0,${HEIGHT} ${line.join(' ')} ${WIDTH},${HEIGHT}`} className="fill-water-soft" />
            <polyline
              points={line.join(' ')}
              fill="none"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
              className="stroke-water"
            />
          </svg>
        )}
        <p className="num text-sm text-ink-mute">{sentence}</p>
      </div>
    </Section>
  )
}
