import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { MirrorPreview } from '#shared/api/mirror'
import { useBytes } from '../../component/number.tsx'
import { useText } from '../../component/text.ts'
import { Fit } from './fit.tsx'

interface OfferTotalsProps {
  /** Mirrors that are ticked. */
  count: number
  previews: readonly { data: MirrorPreview | undefined; isFetching: boolean }[]
  /** The one button. */
  children: ReactNode
}

/** What all ticked mirrors come to together. */
export function OfferTotals({ count, previews, children }: OfferTotalsProps) {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  const known = previews.flatMap(({ data }) => data ?? [])
  const packages = known.reduce((sum, one) => sum + (one.packages ?? 0), 0)
  const size = known.reduce((sum, one) => sum + (one.bytes ?? 0), 0)
  const isOpen = known.some((one) => one.bytes === null)
  const isLoading = previews.some(({ isFetching }) => isFetching)
  return (
    <section
      aria-label={t('ui.preview.together')}
      aria-busy={isLoading}
      className="card sticky top-0 flex flex-col gap-4 p-5"
    >
      <h2 className="flex items-baseline justify-between gap-3 text-sm font-semibold text-ink-soft">
        {t('ui.preview.together')}
        {isLoading && <span className="text-xs font-normal text-ink-mute">{t('ui.preview.loading')}</span>}
      </h2>
      <dl className="grid grid-cols-2 gap-4">
        <Figure label={t('ui.add.mirrors', { count })} value={intl.formatNumber(count)} />
        {packages > 0 && (
          <Figure label={t('ui.preview.packages', { count: packages })} value={intl.formatNumber(packages)} />
        )}
        {size > 0 && (
          <Figure
            label={t('ui.preview.bytes')}
            value={isOpen ? t('ui.preview.at_least', { bytes: bytes(size) }) : bytes(size)}
          />
        )}
      </dl>
      {isOpen && <p className="text-sm text-ink-mute">{t('ui.preview.open')}</p>}
      <Fit bytes={size} free={known.find((one) => one.free !== undefined)?.free} />
      {children}
    </section>
  )
}

export function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-xs text-ink-mute">{label}</dt>
      <dd className="num text-xl font-semibold tracking-tight">{value}</dd>
    </div>
  )
}
