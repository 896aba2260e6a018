import { useId } from 'react'
import { useIntl } from 'react-intl'
import type { PullPreview } from '#shared/api/by-hand'
import { Notice } from '../../../component/notice.tsx'
import { useBytes } from '../../../component/number.tsx'
import { plain } from '../../../component/plain.ts'
import { useText } from '../../../component/text.ts'
import { typeWords } from '../cell.tsx'

/** Names that are written out; the rest is counted. */
const SHOWN = 50

/** What a pull would bring, take away, and leave unmet. */
export function PullPreviewView({ preview }: { preview: PullPreview & { unmet: string[] } }) {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  const kinds = Object.entries(preview.units)
  const count = kinds.reduce((sum, [, units]) => sum + units, 0)
  return (
    <div aria-live="polite" className="space-y-3 rounded-md border border-line bg-sunken p-3.5 text-sm">
      <p className="font-semibold">
        {count === 0 ? t('ui.pull.nothing') : t('ui.pull.comes', { count, size: bytes(preview.bytes) })}
      </p>
      {kinds.length > 1 && (
        <ul className="num flex flex-wrap gap-x-4 gap-y-1 text-ink-soft">
          {kinds.map(([type, units]) => (
            <li key={type}>
              {typeWords(type)} <span className="text-ink-mute">{intl.formatNumber(units)}</span>
            </li>
          ))}
        </ul>
      )}
      {preview.packages.length > 0 && <Names title={t('ui.pull.named')} names={preview.packages} />}
      {preview.leaving.length > 0 && (
        <Names title={t('ui.pull.leaves', { count: preview.leaving.length })} names={preview.leaving} isBad />
      )}
      {preview.unmet.length > 0 && (
        <Notice tone="warn" title={t('ui.pull.unmet', { count: preview.unmet.length })}>
          <ul>
            {preview.unmet.slice(0, SHOWN).map((one) => (
              <li key={one}>{plain(one)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  )
}

function Names({ title, names, isBad = false }: { title: string; names: readonly string[]; isBad?: boolean }) {
  const t = useText()
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={`font-medium ${isBad ? 'text-bad' : 'text-ink'}`}>
        {title}
      </h3>
      {/* It scrolls: reachable by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul tabIndex={0} aria-labelledby={id} className="mt-1 max-h-36 overflow-y-auto rounded-sm text-ink-soft">
        {names.slice(0, SHOWN).map((name) => (
          <li key={name} className="wrap-anywhere">
            <bdi>{plain(name)}</bdi>
          </li>
        ))}
        {names.length > SHOWN && (
          <li className="text-ink-mute">{t('ui.pull.more', { count: names.length - SHOWN })}</li>
        )}
      </ul>
    </section>
  )
}
