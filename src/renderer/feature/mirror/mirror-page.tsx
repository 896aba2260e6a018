import { useNavigate } from '@tanstack/react-router'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { Page } from '../../component/page.tsx'
import { plain } from '../../component/plain.ts'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { Health } from '../../component/status.tsx'
import { TabLinks } from '../../component/tabs.tsx'
import { useText } from '../../component/text.ts'
import { Whole } from '../../component/whole.tsx'
import { ApiProblem } from '../../host/problem.ts'
import { conditionOf } from '../../state/condition.ts'
import { useMirror, useMirrorTypes } from '../../state/mirror.ts'
import { Advanced } from './advanced.tsx'
import { Contents } from './contents.tsx'
import { HeaderActions, useWork } from './header.tsx'
import { History } from './history.tsx'
import type { MirrorSearch } from './mirror-search.ts'
import { Overview } from './overview.tsx'
import { Serving } from './serving.tsx'
import { Source } from './source.tsx'

export const TABS = ['overview', 'contents', 'history', 'source', 'serving', 'advanced'] as const
export type Tab = (typeof TABS)[number]

interface MirrorPageProps {
  id: string
  tab: Tab
  search: MirrorSearch
}

/** One mirror and everything about it. */
export function MirrorPage({ id, tab, search }: MirrorPageProps) {
  const query = useMirror(id)
  const t = useText()
  if (query.data) return <Known id={id} mirror={query.data} tab={tab} search={search} />
  if (query.error instanceof ApiProblem && query.error.status === 404) return <Unknown />
  return (
    <Page title={t('ui.task.mirror')}>
      <QueryView query={query}>{() => null}</QueryView>
    </Page>
  )
}

function Unknown() {
  const t = useText()
  const navigate = useNavigate()
  return (
    <Page title={t('ui.not_found.title')}>
      <Empty title={t('ui.mirror.unknown')}>
        <Button onPress={() => void navigate({ to: '/' })}>{t('ui.not_found.library')}</Button>
      </Empty>
    </Page>
  )
}

function Known({ id, mirror, tab, search }: MirrorPageProps & { mirror: MirrorBody }) {
  const t = useText()
  const type = useMirrorTypes().data?.find((one) => one.pulp_type === mirror.pulp_type)?.label ?? mirror.pulp_type
  const work = useWork(id, mirror)
  const tabs = TABS.map((name) => ({
    id: name,
    label: t(`ui.mirror.tab.${name}`),
    link: { to: '/mirrors/$id/$tab', params: { id, tab: name } } as const,
  }))
  return (
    <Page
      title={mirror.name}
      lead={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Health value={conditionOf(mirror)} />
          <span aria-hidden>·</span>
          <span>{type}</span>
          <span aria-hidden>·</span>
          <bdi className="wrap-anywhere">{plain(mirror.source) || t('ui.mirror.no_remote')}</bdi>
        </span>
      }
      actions={<HeaderActions id={id} mirror={mirror} work={work} />}
      notice={work.error && <ProblemNotice error={work.error} />}
      bar={<TabLinks label={t('ui.mirror.tabs')} tabs={tabs} current={tab} />}
      fill={tab === 'contents' || tab === 'history'}
    >
      {tab === 'overview' && (
        <Whole>
          <Overview mirror={mirror} />
        </Whole>
      )}
      {tab === 'contents' && <Contents mirror={mirror} search={search} id={id} />}
      {tab === 'history' && <History mirror={mirror} id={id} />}
      {tab === 'source' && (
        <Whole>
          <Source mirror={mirror} />
        </Whole>
      )}
      {tab === 'serving' && (
        <Whole>
          <Serving mirror={mirror} />
        </Whole>
      )}
      {tab === 'advanced' && <Advanced mirror={mirror} />}
    </Page>
  )
}
