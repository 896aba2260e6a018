import type { MirrorPreview } from '#shared/api/mirror'
import { useBytes } from '../../component/number.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'

interface PreviewLineProps {
  query: { data: MirrorPreview | undefined; error: unknown; isFetching: boolean; refetch: () => unknown } | undefined
}

/** What one of several mirrors comes to, in a line. */
export function PreviewLine({ query }: PreviewLineProps) {
  const t = useText()
  const bytes = useBytes()
  if (!query) return null
  const { data, error, isFetching } = query
  if (error)
    return (
      <div className="mt-2">
        <ProblemNotice error={error} onRetry={() => void query.refetch()} />
      </div>
    )
  if (!data) return isFetching ? <p className="mt-1 text-sm text-ink-mute">{t('ui.preview.loading')}</p> : null
  const figures = [
    ...(data.packages === null ? [] : [t('ui.preview.items', { count: data.packages })]),
    ...(data.bytes === null ? [] : [bytes(data.bytes)]),
  ]
  return (
    <div className="mt-1 text-sm">
      {figures.length > 0 && <p className="num font-semibold">{figures.join(' · ')}</p>}
      {data.warnings.length > 0 && (
        <details className="mt-1">
          <summary className="rounded-sm text-warn">
            {t('ui.preview.warnings', { count: data.warnings.length })}
          </summary>
          <ul className="mt-1 list-disc ps-5 text-ink-soft">
            {data.warnings.map((warning) => (
              <li key={warning} className="wrap-anywhere">
                {warning}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
