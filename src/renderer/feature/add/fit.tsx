import { useBytes } from '../../component/number.tsx'
import { Notice } from '../../component/notice.tsx'
import { useText } from '../../component/text.ts'

/** Whether it fits on the disk, as far as that is known. */
export function Fit({ bytes, free }: { bytes: number | null; free: number | null | undefined }) {
  const t = useText()
  const text = useBytes()
  if (free === undefined || free === null) return null
  if (bytes !== null && bytes > free)
    return (
      <Notice tone="bad" title={t('ui.preview.too_large', { bytes: text(bytes - free) })}>
        {t('ui.preview.too_large.advice')}
      </Notice>
    )
  return <p className="text-sm text-ink-soft">{t('ui.preview.free', { free: text(free) })}</p>
}
