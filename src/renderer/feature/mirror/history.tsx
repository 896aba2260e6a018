import { Link } from '@tanstack/react-router'
import { useIntl } from 'react-intl'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ExactTime, Time } from '../../component/time.tsx'
import { useVersions } from '../../state/version.ts'
import type { ContentSummary, VersionBody } from '../../state/version.ts'

/** The versions of a mirror, newest first, and what each changed. */
export function History({ mirror, id }: { mirror: MirrorBody; id: string }) {
  const t = useText()
  const versions = useVersions(mirror.repository)
  return (
    <QueryView query={versions}>
      {({ pages }) => {
        const list = pages.flatMap((page) => page.results).filter((version) => version.number > 0)
        if (list.length === 0) return <Empty title={t('ui.history.empty')} />
        return (
          <div className="flex flex-col items-start gap-4">
            <Versions list={list} newest={mirror.latest_version?.number ?? 0} id={id} />
            {versions.hasNextPage && (
              <Button isPending={versions.isFetchingNextPage} onPress={() => void versions.fetchNextPage()}>
                {t('ui.history.more')}
              </Button>
            )}
          </div>
        )
      }}
    </QueryView>
  )
}

function Versions({ list, newest, id }: { list: readonly VersionBody[]; newest: number; id: string }) {
  const t = useText()
  const head = 'px-4 py-2 font-semibold'
  return (
    <div className="card w-full overflow-x-auto">
      <table className="w-full text-sm">
        <thead className="border-b border-line bg-sunken text-xs text-ink-mute">
          <tr>
            <th className={`${head} text-start`}>{t('ui.history.version')}</th>
            <th className={`${head} text-start`}>{t('ui.history.date')}</th>
            <th className={`${head} text-end`}>{t('ui.history.added')}</th>
            <th className={`${head} text-end`}>{t('ui.history.removed')}</th>
            <th className={`${head} text-end`}>{t('ui.history.present')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {list.map((version) => (
            <VersionRow key={version.pulp_href} version={version} isNewest={version.number === newest} id={id} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function VersionRow({ version, isNewest, id }: { version: VersionBody; isNewest: boolean; id: string }) {
  const t = useText()
  const intl = useIntl()
  const { added, removed, present } = version.content_summary
  const plus = countOf(added)
  const minus = countOf(removed)
  return (
    <tr className="hover:bg-hover">
      <td className="px-4 py-2.5">
        <Link
          to="/mirrors/$id/$tab"
          params={{ id, tab: 'contents' }}
          search={isNewest ? {} : { version: version.number }}
          className="num rounded-sm font-medium hover:text-accent hover:underline"
        >
          {t('ui.mirror.version', { number: intl.formatNumber(version.number) })}
        </Link>
        {isNewest && (
          <span className="ms-2.5 rounded-full bg-accent-soft px-2 py-0.5 text-xs font-medium text-accent">
            {t('ui.history.served')}
          </span>
        )}
      </td>
      <td className="px-4 py-2.5">
        <ExactTime value={version.pulp_created} />
        <span className="ms-2 text-ink-mute">
          <Time value={version.pulp_created} />
        </span>
      </td>
      <td className={`num px-4 py-2.5 text-end ${plus > 0 ? 'font-medium text-ok' : 'text-ink-mute'}`}>
        {intl.formatNumber(plus, { signDisplay: 'exceptZero' })}
      </td>
      <td className={`num px-4 py-2.5 text-end ${minus > 0 ? 'font-medium' : 'text-ink-mute'}`}>
        {intl.formatNumber(-minus, { signDisplay: 'negative' })}
      </td>
      <td className="num px-4 py-2.5 text-end">{intl.formatNumber(countOf(present))}</td>
    </tr>
  )
}

function countOf(summary: ContentSummary): number {
  return Object.values(summary).reduce((sum, { count }) => sum + count, 0)
}
