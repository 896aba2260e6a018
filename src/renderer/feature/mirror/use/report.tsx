import { CircleCheck, CloudDownload, TriangleAlert } from 'lucide-react'
import type { ClientReport, MissingItem } from '#shared/api/client'
import { Button } from '../../../component/button.tsx'
import { useBytes } from '../../../component/number.tsx'
import { plain } from '../../../component/plain.ts'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { ScrollRegion } from '../../../component/scroll-region.tsx'
import { useText } from '../../../component/text.ts'
import { Time } from '../../../component/time.tsx'
import { useFetchMissing, type UseSubject } from '../../../state/use.ts'

/** What a run of the client has shown, and what can be done about what was missing. */
export function Report({ subject, report }: { subject: UseSubject; report: ClientReport }) {
  const t = useText()
  const bytes = useBytes()
  const { ok, kind, requests, past, missing_count: count } = report
  const Icon = ok ? CircleCheck : TriangleAlert
  const title = ok ? t(`ui.use.${kind}.ok`) : count > 0 ? t('ui.use.missing', { count }) : t('ui.use.failed')
  return (
    <div className="border-t border-line pt-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 font-medium">
        <Icon aria-hidden className={`size-4 shrink-0 ${ok ? 'text-ok' : 'text-warn'}`} />
        <span>
          {t(`ui.use.${kind}.name`)}: {title}
        </span>
        <span className="font-normal text-ink-mute">
          <Time value={report.finished_at} />
        </span>
      </p>
      <p className="mt-1 text-ink-soft">{t('ui.use.counted', { requests, bytes: bytes(report.bytes), past })}</p>
      <p className="mt-1 font-mono text-xs text-ink-mute wrap-anywhere">
        {report.command.slice(0, 300)}
        {report.version !== null && ` (${report.version})`}
      </p>
      {count > 0 && <Missing subject={subject} report={report} />}
      {!ok && count === 0 && (
        <ScrollRegion label={t('ui.use.output')} className="card mt-2 max-h-48 bg-sunken px-3 py-2">
          <pre className="font-mono text-xs wrap-anywhere whitespace-pre-wrap">{report.output.trim()}</pre>
        </ScrollRegion>
      )}
    </div>
  )
}

function Missing({ subject, report }: { subject: UseSubject; report: ClientReport }) {
  const t = useText()
  const fetchAll = useFetchMissing(subject)
  const fetchable = report.missing.filter(({ kind }) => kind === 'not_stored')
  const rest = report.missing_count - report.missing.length
  return (
    <div className="mt-2 flex flex-col gap-2">
      {fetchable.length > 0 && (
        <div>
          <Button icon={CloudDownload} isPending={fetchAll.isPending} onPress={() => fetchAll.mutate(null)}>
            {t('ui.use.fetch_all', { count: fetchable.length })}
          </Button>
        </div>
      )}
      {fetchAll.isSuccess && <output>{t('ui.use.fetched')}</output>}
      {fetchAll.error && <ProblemNotice error={fetchAll.error} />}
      <ScrollRegion label={t('ui.use.missing.list')} className="card max-h-72">
        <ul className="divide-y divide-line">
          {report.missing.map((item) => (
            <MissingRow key={`${item.kind} ${item.url ?? ''} ${item.name}`} subject={subject} item={item} />
          ))}
        </ul>
      </ScrollRegion>
      {rest > 0 && <p>{t('ui.use.missing.more', { count: rest })}</p>}
    </div>
  )
}

function MissingRow({ subject, item }: { subject: UseSubject; item: MissingItem }) {
  const t = useText()
  const fetchOne = useFetchMissing(subject)
  return (
    <li className="flex items-start gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          <bdi>{plain(item.name)}</bdi>{' '}
          <span className="font-normal text-ink-mute">{t(`ui.use.kind.${item.kind}`)}</span>
        </p>
        {item.url !== null && item.url !== item.name && (
          <p className="font-mono text-xs text-ink-mute wrap-anywhere">{plain(item.url)}</p>
        )}
        {item.kind !== 'not_stored' && item.advice !== null && <p className="text-ink-soft">{item.advice}</p>}
        {fetchOne.error && <ProblemNotice error={fetchOne.error} />}
      </div>
      {item.kind === 'not_stored' && (
        <Button
          label={t('ui.use.fetch.of', { name: item.name })}
          isPending={fetchOne.isPending}
          isDisabled={fetchOne.isSuccess}
          onPress={() => fetchOne.mutate(item.url)}
        >
          {t(fetchOne.isSuccess ? 'ui.use.fetch.done' : 'ui.use.fetch')}
        </Button>
      )}
    </li>
  )
}
