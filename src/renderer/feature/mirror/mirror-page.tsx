import { useNavigate } from '@tanstack/react-router'
import { RefreshCw, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Page } from '../../component/page.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { Health } from '../../component/status.tsx'
import { TabLinks } from '../../component/tabs.tsx'
import { useText } from '../../component/text.ts'
import { conditionOf } from '../../state/condition.ts'
import { useMirror, useMirrorTypes, useSyncMirror } from '../../state/mirror.ts'
import { isFinal } from '../../state/progress.ts'
import { useCancelTask, useCurrentTask } from '../../state/task.ts'
import { Advanced } from './advanced.tsx'
import { Contents } from './contents.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { History } from './history.tsx'
import type { MirrorSearch } from './mirror-search.ts'
import { Overview } from './overview.tsx'

export const TABS = ['overview', 'contents', 'history', 'advanced'] as const
export type Tab = (typeof TABS)[number]

interface MirrorPageProps {
  id: string
  tab: Tab
  search: MirrorSearch
}

/** One mirror and everything about it. */
export function MirrorPage({ id, tab, search }: MirrorPageProps) {
  const query = useMirror(id)
  if (query.data) return <Known id={id} mirror={query.data} tab={tab} search={search} />
  return (
    <Page title="">
      <QueryView query={query}>{() => null}</QueryView>
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
          <span className="wrap-anywhere">{mirror.source}</span>
        </span>
      }
      actions={<Actions id={id} mirror={mirror} work={work} />}
      notice={work.error && <ProblemNotice error={work.error} />}
      bar={<TabLinks label={t('ui.mirror.tabs')} tabs={tabs} current={tab} />}
      fill={tab === 'contents' || tab === 'history'}
    >
      {tab === 'overview' && <Overview mirror={mirror} />}
      {tab === 'contents' && <Contents mirror={mirror} search={search} id={id} />}
      {tab === 'history' && <History mirror={mirror} id={id} />}
      {tab === 'advanced' && <Advanced mirror={mirror} />}
    </Page>
  )
}

/** Syncing and cancelling, and what either complained about. */
function useWork(id: string, mirror: MirrorBody) {
  const sync = useSyncMirror()
  const cancel = useCancelTask()
  const task = useCurrentTask(mirror.last_task)
  const running = task && !isFinal(task.state) ? task : null
  return {
    running,
    error: sync.error ?? cancel.error,
    isStarting: sync.isPending,
    isEnding: cancel.isPending || running?.state === 'canceling',
    start: () => sync.mutate(id),
    end: () => running && cancel.mutate(running.pulp_href),
  }
}

interface ActionsProps {
  id: string
  mirror: MirrorBody
  work: ReturnType<typeof useWork>
}

/** The one main action: cancel what runs, else sync. */
function Actions({ id, mirror, work }: ActionsProps) {
  const t = useText()
  const navigate = useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  return (
    <>
      {work.running ? (
        <Button icon={X} isPending={work.isEnding} onPress={work.end}>
          {t('ui.mirror.cancel')}
        </Button>
      ) : (
        mirror.remote && (
          <Button look="primary" icon={RefreshCw} isPending={work.isStarting} onPress={work.start}>
            {t('ui.mirror.sync')}
          </Button>
        )
      )}
      <Button look="quiet" icon={Trash2} label={t('ui.mirror.delete')} onPress={() => setDeleting(true)} />
      <DeleteDialog
        id={id}
        mirror={mirror}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate({ to: '/' })}
      />
    </>
  )
}
