import { useMemo } from 'react'
import type { TaskBody } from '#shared/api/task'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { Page, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { isFinal } from '../../state/progress.ts'
import { useActiveTasks, useTasks } from '../../state/task.ts'
import { TaskItem } from './task-item.tsx'

/** Running tasks, then past ones; events keep both current. */
export function Activity({ open }: { open: string | undefined }) {
  const t = useText()
  const active = useActiveTasks()
  const tasks = useTasks()
  const past = useMemo(() => pastTasks(tasks.data?.pages ?? []), [tasks.data])
  return (
    <Page title={t('ui.activity.title')} lead={active.data && t('ui.activity.running', { count: active.data.length })}>
      <QueryView query={tasks}>
        {() => (
          <div className="flex flex-col gap-7">
            {active.data && active.data.length > 0 && (
              <Section title={t('ui.activity.now')}>
                <Items tasks={active.data} open={open} />
              </Section>
            )}
            {past.length > 0 && (
              <Section title={t('ui.activity.past')}>
                <Items tasks={past} open={open} />
              </Section>
            )}
            {past.length === 0 && active.data?.length === 0 && <Empty title={t('ui.activity.empty')} />}
            {tasks.hasNextPage && (
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

function Items({ tasks, open }: { tasks: readonly TaskBody[]; open: string | undefined }) {
  return (
    <ul className="card divide-y divide-line">
      {tasks.map((task) => (
        <TaskItem key={task.pulp_href} task={task} isOpen={open !== undefined && task.pulp_href.includes(open)} />
      ))}
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
