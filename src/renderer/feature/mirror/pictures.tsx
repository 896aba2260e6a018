import { useIntl } from 'react-intl'
import type { GrowthPoint } from '#shared/api/growth'
import type { MirrorBody } from '#shared/api/mirror'
import { BarChart } from '../../component/bar-chart.tsx'
import { Bytes, useBytes } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { idOf } from '../../state/href.ts'
import { useGrowth, useTraffic } from '../../state/traffic.ts'

/** What clients take from the mirror now, and since the start. */
export function TrafficPicture({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const bytes = useBytes()
  const intl = useIntl()
  const { requests, bytes: total, recent } = useTraffic(mirror.base_path)
  if (mirror.base_path === null) return null
  return (
    <Section title={t('ui.use.traffic')}>
      <div className="card px-4 py-3 text-sm">
        <p>
          {requests === 0 ? t('ui.use.traffic.none') : t('ui.use.traffic.total', { requests, bytes: bytes(total) })}
        </p>
        {recent.some((one) => one.bytes > 0) && (
          <BarChart
            label={t('ui.use.traffic.chart')}
            bars={recent.map((one) => ({
              key: String(one.at),
              value: one.bytes,
              title: `${intl.formatTime(one.at)}: ${bytes(one.bytes)}`,
            }))}
          />
        )}
      </div>
    </Section>
  )
}

/** How the mirror grew, version by version. */
export function GrowthPicture({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const bytes = useBytes()
  const intl = useIntl()
  const points = useGrowth(idOf(mirror.repository)).data ?? []
  if (points.length === 0) return null
  const sized = points.every((one) => one.bytes !== null)
  const said = (one: GrowthPoint): string =>
    one.bytes === null ? t('ui.mirror.units', { count: one.units }) : bytes(one.bytes)
  return (
    <Section title={t('ui.use.growth')}>
      <div className="card px-4 py-3 text-sm">
        <BarChart
          label={t('ui.use.growth.chart')}
          bars={points.map((one) => ({
            key: String(one.number),
            value: sized ? (one.bytes ?? 0) : one.units,
            title: `${t('ui.mirror.version', { number: one.number })}: ${said(one)}`,
          }))}
        />
        <details className="mt-2">
          <summary className="cursor-pointer rounded-sm text-accent">{t('ui.use.growth.table')}</summary>
          <table className="mt-2 w-full text-start">
            <thead>
              <tr className="text-ink-mute">
                {(['version', 'when', 'items', 'size'] as const).map((column) => (
                  <th key={column} scope="col" className="py-1 pe-3 text-start font-medium">
                    {t(`ui.use.growth.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((one) => (
                <tr key={one.number} className="border-t border-line">
                  <td className="num py-1 pe-3">{intl.formatNumber(one.number)}</td>
                  <td className="py-1 pe-3">
                    <Time value={one.pulp_created} />
                  </td>
                  <td className="num py-1 pe-3">{intl.formatNumber(one.units)}</td>
                  <td className="py-1">{one.bytes !== null && <Bytes value={one.bytes} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </div>
    </Section>
  )
}
