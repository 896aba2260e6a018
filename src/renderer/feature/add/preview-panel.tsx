import { X } from 'lucide-react'
import { useIntl } from 'react-intl'
import type { MirrorPreview } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { Notice } from '../../component/notice.tsx'
import { useBytes, useDuration } from '../../component/number.tsx'
import { plain } from '../../component/plain.ts'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { TickBox } from '../../component/tick-box.tsx'
import { Fit } from './fit.tsx'

interface PreviewPanelProps {
  preview: MirrorPreview | undefined
  /** Shown only when it belongs to no field. */
  error: unknown
  isLoading: boolean
  /** Somebody stopped it before there was an answer. */
  isStopped: boolean
  onStop: () => void
  onAgain: () => void
  /** Whether files are fetched with the first sync, so that its time can be said. */
  isFetched: boolean
  /** Questions whose answers are missing or wrong: without them there is no preview. */
  waitsFor: readonly string[]
  /** What is left out, as patterns; and how to change it. */
  leftOut: readonly string[]
  onLeaveOut: (names: string[]) => void
}

/** What the mirror would hold. Nothing is written for it. */
export function PreviewPanel(props: PreviewPanelProps) {
  const t = useText()
  const { preview, error, isLoading, isStopped, waitsFor, onStop, onAgain, ...choice } = props
  const intl = useIntl()
  const isWaiting = waitsFor.length > 0
  const isShown = !isWaiting && !isStopped
  return (
    <section aria-label={t('ui.preview.title')} aria-busy={isLoading} className="card flex flex-col gap-4 p-5">
      <div className="flex min-h-8 items-center gap-3">
        <h2 className="flex-1 text-sm font-semibold text-ink-soft">{t('ui.preview.title')}</h2>
        {isLoading && (
          <>
            <output className="text-xs text-ink-mute">{t('ui.preview.loading')}</output>
            <Button icon={X} label={t('ui.preview.stop')} onPress={onStop} />
          </>
        )}
      </div>
      {isWaiting && (
        <p className="text-sm text-ink-mute">{t('ui.preview.waiting', { fields: intl.formatList(waitsFor) })}</p>
      )}
      {!isWaiting && isStopped && (
        <Notice
          tone="info"
          title={t('ui.preview.stopped')}
          action={<Button onPress={onAgain}>{t('ui.preview.again')}</Button>}
        />
      )}
      {isShown && Boolean(error) && <ProblemNotice error={error} onRetry={onAgain} />}
      {isShown && !error && preview && <Found preview={preview} {...choice} />}
    </section>
  )
}

type Choice = Pick<PreviewPanelProps, 'leftOut' | 'onLeaveOut' | 'isFetched'>

function Found({ preview, ...choice }: { preview: MirrorPreview } & Choice) {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  return (
    <>
      <div className="grid grid-cols-2 gap-4 empty:hidden">
        {preview.packages !== null && (
          <Figure
            label={t('ui.preview.packages', { count: preview.packages })}
            value={intl.formatNumber(preview.packages)}
          />
        )}
        {preview.bytes !== null && <Figure label={t('ui.preview.bytes')} value={bytes(preview.bytes)} />}
      </div>
      <p className="text-sm text-ink-soft wrap-anywhere">{plain(preview.summary)}</p>
      {preview.warnings.map((warning) => (
        <Notice key={warning} tone="warn" title={warning} />
      ))}
      {choice.isFetched && <TimeNeeded preview={preview} />}
      <Fit bytes={preview.bytes} free={preview.free} />
      {(preview.items.length > 0 || choice.leftOut.length > 0) && <Items items={preview.items} {...choice} />}
    </>
  )
}

/** How long it may take; nothing is said while nothing was measured. */
function TimeNeeded({ preview: { bytes, rate } }: { preview: MirrorPreview }) {
  const t = useText()
  const text = useBytes()
  const duration = useDuration()
  if (bytes === null || bytes === 0 || !rate) return null
  const time = duration(Math.max(1000, (bytes * 1000) / rate.bytes_per_second))
  return (
    <p className="text-sm text-ink-soft">
      {t(`ui.preview.time.${rate.from}`, { time, rate: text(rate.bytes_per_second) })}
    </p>
  )
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <p className="num text-xl font-semibold tracking-tight">{value}</p>
      <p className="text-xs text-ink-mute">{label}</p>
    </div>
  )
}

/** The biggest, each with a tick: what is unticked is left out, and the preview made anew. */
function Items({ items, leftOut, onLeaveOut }: { items: MirrorPreview['items'] } & Omit<Choice, 'isFetched'>) {
  const t = useText()
  const bytes = useBytes()
  const biggest = Math.max(...items.map((item) => item.bytes ?? 0))
  return (
    <div>
      <h3 className="mb-1.5 text-xs font-semibold text-ink-mute">
        {t(biggest > 0 ? 'ui.preview.biggest' : 'ui.preview.first')}
      </h3>
      <ul className="divide-y divide-line text-sm">
        {items.map((item) => (
          <li key={`${item.name} ${item.version ?? ''}`} className="flex items-center gap-3 py-1.5">
            <TickBox
              label={t('ui.preview.leave_out', { name: item.name })}
              isSelected
              onChange={() => onLeaveOut([...leftOut, item.name])}
            />
            <span className="min-w-0 flex-1">
              <MiddleText text={item.name} tail={16} />
            </span>
            <span className="num max-w-[45%] shrink-0 text-ink-mute">
              <MiddleText text={item.version ?? ''} />
            </span>
            {item.bytes !== undefined && <span className="num w-20 shrink-0 text-end">{bytes(item.bytes)}</span>}
          </li>
        ))}
        {leftOut.map((name) => (
          <li key={`without ${name}`} className="flex items-center gap-3 py-1.5 text-ink-mute">
            <TickBox
              label={t('ui.preview.leave_out', { name })}
              isSelected={false}
              onChange={() => onLeaveOut(leftOut.filter((one) => one !== name))}
            />
            <span className="min-w-0 flex-1 line-through">
              <MiddleText text={name} tail={16} />
            </span>
            <span>{t('ui.preview.left_out')}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
