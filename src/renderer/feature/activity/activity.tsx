import { useNavigate } from '@tanstack/react-router'
import { Pause, Play } from 'lucide-react'
import { useMemo } from 'react'
import type { TaskBody } from '#shared/api/task'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { Page, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { SelectMenu } from '../../component/select-menu.tsx'
import { useText } from '../../component/text.ts'
import { SCREENFUL, useGrown } from '../../component/use-grown.ts'
import { useDownloads, useSetDownloads } from '../../state/download.ts'
import { idOf } from '../../state/href.ts'
import { useMirrors } from '../../state/mirror.ts'
import { isFinal } from '../../state/progress.ts'
import { useActiveTasks, useTasks } from '../../state/task.ts'
import { inGroups } from './group.ts'
import { TransferRate } from './transfer-rate.tsx'
import { TaskGroupItem } from './task-group-item.tsx'
import { TaskItem } from './task-item.tsx'

export const STATE_FILTERS = ['running', 'failed', 'completed', 'canceled'] as const

export interface ActivitySearch {
  /** The task whose details are open. */
  task?: string | undefined
  state?: (typeof STATE_FILTERS)[number] | undefined
  /** Id of the repository whose tasks are shown. */
  mirror?: string | undefined
}

/** Running tasks, then past ones; events keep both current. What is shown is in the address. */
export function Activity({ search }: { search: ActivitySearch }) {
  const t = useText()
  const active = useActiveTasks()
  const mirror = useMirrors().data?.find(({ repository }) => idOf(repository) === search.mirror)
  const tasks = useTasks({
    state: search.state === 'running' ? undefined : search.state,
    repository: mirror?.repository,
  })
  const past = useMemo(() => pastTasks(tasks.data?.pages ?? []), [tasks.data])
  const isWanted = (task: TaskBody): boolean =>
    mirror === undefined ||
    task.reserved_resources_record.some((resource) => resource.endsWith(idOf(mirror.repository)))
  const now = search.state === undefined || search.state === 'running' ? (active.data ?? []).filter(isWanted) : []
  const then = search.state === 'running' ? [] : past
  return (
    <Page
      title={t('ui.activity.title')}
      lead={active.data && t('ui.activity.running', { count: active.data.length })}
      actions={<PauseEverything />}
      bar={<Filters search={search} />}
    >
      <QueryView query={tasks}>
        {() => (
          <div className="flex flex-col gap-7">
            <TransferRate />
            {now.length > 0 && (
              <Section title={t('ui.activity.now')}>
                <Items tasks={now} open={search.task} />
              </Section>
            )}
            {then.length > 0 && (
              <Section title={t('ui.activity.past')}>
                <Items tasks={then} open={search.task} />
              </Section>
            )}
            {then.length === 0 && now.length === 0 && <Nothing isFiltered={Boolean(search.state ?? search.mirror)} />}
            {tasks.hasNextPage && search.state !== 'running' && (
              <div>
                <Button isPending={tasks.isFetchingNextPage} onPress={() => void tasks.fetchNextPage()}>
                  {t('ui.activity.more')}
                </Button>
              </div>
            )}
          </div>
        )}
      </QueryView>
    </Page>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const t = useText()
  const navigate = useNavigate()
  if (!isFiltered) return <Empty title={t('ui.activity.empty')} />
  return (
    <Empty title={t('ui.activity.no_match')}>
      <Button onPress={() => void navigate({ to: '/activity', search: {}, replace: true })}>
        {t('ui.activity.clear')}
      </Button>
    </Empty>
  )
}

function PauseEverything() {
  const t = useText()
  const paused = useDownloads().data?.paused ?? false
  const set = useSetDownloads()
  return (
    <Button
      icon={paused ? Play : Pause}
      isPending={set.isPending}
      onPress={() => set.mutate(paused ? 'resume' : 'pause')}
    >
      {t(paused ? 'ui.command.resume_all' : 'ui.command.pause_all')}
    </Button>
  )
}

const ALL = 'all'

function Filters({ search }: { search: ActivitySearch }) {
  const t = useText()
  const navigate = useNavigate()
  const mirrors = useMirrors().data ?? []
  const go = (change: ActivitySearch): void =>
    void navigate({ to: '/activity', search: { ...search, task: undefined, ...change }, replace: true })
  return (
    <div className="flex flex-wrap items-center gap-4 pb-4">
      <SelectMenu
        label={t('ui.activity.state')}
        value={search.state ?? ALL}
        onChange={(value) => go({ state: STATE_FILTERS.find((state) => state === value) })}
        options={[
          { value: ALL, label: t('ui.activity.all') },
          ...STATE_FILTERS.map((state) => ({ value: state, label: t(`ui.state.${state}`) })),
        ]}
      />
      <SelectMenu
        label={t('ui.task.mirror')}
        value={search.mirror ?? ALL}
        onChange={(value) => go({ mirror: value === ALL ? undefined : value })}
        options={[
          { value: ALL, label: t('ui.activity.all') },
          ...mirrors.map(({ repository, name }) => ({ value: idOf(repository), label: name })),
        ]}
      />
    </div>
  )
}

function Items({ tasks, open }: { tasks: readonly TaskBody[]; open: string | undefined }) {
  const isOpen = (task: TaskBody): boolean => open !== undefined && task.pulp_href.includes(open)
  const isGrown = useGrown()
  const items = inGroups(tasks)
  return (
    <ul className="card divide-y divide-line">
      {items.slice(0, isGrown ? items.length : SCREENFUL).map((one) =>
        'tasks' in one ? (
          <TaskGroupItem key={one.group} group={one} isOpen={one.tasks.some(isOpen)}>
            {one.tasks.map((task) => (
              <TaskItem key={task.pulp_href} task={task} isOpen={isOpen(task)} />
            ))}
          </TaskGroupItem>
        ) : (
          <TaskItem key={one.task.pulp_href} task={one.task} isOpen={isOpen(one.task)} />
        ),
      )}
    </ul>
  )
}

/** Ended tasks of all pages. New tasks shift pages, so one may come twice. */
function pastTasks(pages: readonly { results: TaskBody[] }[]): TaskBody[] {
  const tasks = new Map<string, TaskBody>()
  for (const page of pages)
    for (const task of page.results)
      if (isFinal(task.state) && !tasks.has(task.pulp_href)) tasks.set(task.pulp_href, task)
  return [...tasks.values()].sort((a, b) => when(b).localeCompare(when(a)))
}

function when(task: TaskBody): string {
  return task.finished_at ?? task.pulp_created
}
