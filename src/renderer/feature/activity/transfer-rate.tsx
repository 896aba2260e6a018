import { useEffect, useState } from 'react'
import { useIntl } from 'react-intl'
import { BarChart } from '../../component/bar-chart.tsx'
import { useBytes } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { useActiveTasks } from '../../state/task.ts'
import { LOOK_MS, RateRecorder } from '../../state/transfer-rate.ts'

const SLOTS = 60

/** For as long as the window is open. */
const recorder = new RateRecorder()

/** What all tasks fetch each second, as bars over the last minutes; nothing while nothing was fetched. */
export function TransferRate() {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  const tasks = useActiveTasks().data
  const [samples, setSamples] = useState(recorder.samples)
  useEffect(() => {
    const look = (): void => setSamples(recorder.look(tasks ?? [], Date.now()))
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [tasks])
  const peak = Math.max(0, ...samples.map((one) => one.bytes))
  if (peak === 0) return null
  const minutes = Math.max(1, Math.round((samples.length * LOOK_MS) / 60_000))
  return (
    <Section title={t('ui.activity.rate')}>
      <div className="card px-4 py-3 text-sm">
        <p className="num">
          {t('ui.activity.rate.now', { rate: bytes(samples.at(-1)?.bytes ?? 0), peak: bytes(peak), minutes })}
        </p>
        <BarChart
          label={t('ui.activity.rate.chart')}
          slots={SLOTS}
          bars={samples.map((one) => ({
            key: String(one.at),
            value: one.bytes,
            title: `${intl.formatTime(one.at, { timeStyle: 'medium' })}: ${bytes(one.bytes)}/s`,
          }))}
        />
      </div>
    </Section>
  )
}
