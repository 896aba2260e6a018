import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import type { EngineEvent } from '#shared/event'
import { host } from '../host/api.ts'
import { refreshAll } from './change.ts'
import { key } from './client.ts'
import { repositoryIds } from './href.ts'
import type { Page } from './list.ts'
import { isFinal } from './progress.ts'
import { tracker } from './tracker.ts'
import { useView } from './view.ts'

const REFRESH_MS = 800

type TaskPages = InfiniteData<Page<TaskBody>>

/** Keeps the cache current from the host's events. `onEnd` hears of each task that ended while watched. */
export function watchEvents(client: QueryClient, onEnd: (task: TaskBody) => void): () => void {
  const refresh = throttledRefresh(client)
  const ended = new Set<string>()
  let seq: number | null = null
  let dropped = false
  let isFirst = true
  const stop = host.listen(
    (event) => {
      const gap = seq !== null && event.seq !== seq + 1
      seq = event.seq
      if (gap) void client.invalidateQueries()
      if (event.body) {
        refresh.doubt()
        takeTask(client, event, event.body)
      } else if (event.notification) void client.invalidateQueries({ queryKey: key.notices })
      else if (event.type === 'task') void client.invalidateQueries({ queryKey: ['tasks'] })
      if (event.type === 'resource' || event.action !== 'updated' || isEnd(event)) refresh()
      if (event.body && isEnd(event) && !ended.has(event.href)) {
        ended.add(event.href)
        // At once: else the task is done on screen while its mirror still holds nothing.
        for (const id of repositoryIds(event.body)) void client.invalidateQueries({ queryKey: key.mirror(id) })
        onEnd(event.body)
      }
    },
    (link) => {
      useView.getState().setLink(link)
      if (link === 'lost') dropped = true
      if (link !== 'open') return
      // What happened before the first event could be heard, while the page was being read, is in no event.
      if (dropped) void client.invalidateQueries()
      else if (isFirst) void client.invalidateQueries({ queryKey: ['tasks'] })
      dropped = false
      isFirst = false
      seq = null
    },
  )
  return () => {
    stop()
    refresh.cancel()
  }
}

function isEnd(event: EngineEvent): boolean {
  return event.body !== undefined && isFinal(event.body.state)
}

function takeTask(client: QueryClient, event: EngineEvent, task: TaskBody): void {
  if (event.action === 'deleted') tracker.forget(task.pulp_href)
  else tracker.observe(task, Date.now())
  const keep = event.action !== 'deleted'
  client.setQueryData<TaskBody[]>(key.activeTasks, (tasks) =>
    tasks ? withTask(tasks, task, keep && !isFinal(task.state)) : tasks,
  )
  client.setQueryData<TaskPages>(key.tasks, (data) => (data ? inPages(data, task, keep) : data))
  for (const id of repositoryIds(task)) {
    client.setQueryData<MirrorBody>(key.mirror(id), (mirror) => mirror && withLastTask(mirror, task))
    client.setQueryData<MirrorBody[]>(key.mirrors, (mirrors) =>
      mirrors?.map((mirror) => (mirror.repository.includes(id) ? withLastTask(mirror, task) : mirror)),
    )
  }
}

function withLastTask(mirror: MirrorBody, task: TaskBody): MirrorBody {
  return mirror.last_task?.pulp_href === task.pulp_href ? { ...mirror, last_task: task } : mirror
}

/** The list with the task replaced in place, put first when new, or taken out. */
export function withTask(tasks: TaskBody[], task: TaskBody, keep: boolean): TaskBody[] {
  const index = tasks.findIndex((one) => one.pulp_href === task.pulp_href)
  if (!keep) return index < 0 ? tasks : tasks.toSpliced(index, 1)
  return index < 0 ? [task, ...tasks] : tasks.with(index, task)
}

function inPages(data: TaskPages, task: TaskBody, keep: boolean): TaskPages {
  const holder = data.pages.findIndex((page) => page.results.some((one) => one.pulp_href === task.pulp_href))
  const target = holder < 0 ? 0 : holder
  const page = data.pages[target]
  if (!page || (holder < 0 && !keep)) return data
  return { ...data, pages: data.pages.with(target, { ...page, results: withTask(page.results, task, keep) }) }
}

/** Lists that events patch. */
const PATCHED = [key.activeTasks, key.tasks] as const

/** Refetches what is shown of mirrors and what belongs to them, at most once per interval however many events come. */
function throttledRefresh(client: QueryClient) {
  let timer: number | undefined
  const doubtful = new Set<readonly string[]>()
  const isOnItsWay = (queryKey: readonly string[]): boolean =>
    client.getQueryState(queryKey)?.fetchStatus === 'fetching'
  const run = (): void => {
    timer = undefined
    for (const queryKey of doubtful) {
      if (isOnItsWay(queryKey)) refresh()
      else if (doubtful.delete(queryKey)) void client.invalidateQueries({ queryKey, exact: true })
    }
    // Lists of tasks with a filter; the one without is patched.
    void client.invalidateQueries({
      queryKey: key.tasks,
      predicate: ({ queryKey }) => queryKey.length > key.tasks.length,
    })
    void refreshAll(client)
  }
  const refresh = (): void => {
    timer ??= window.setTimeout(run, REFRESH_MS)
  }
  /** An answer that is on its way while an event comes may be from before, and undo what the event said: it is asked for again. */
  refresh.doubt = (): void => {
    for (const queryKey of PATCHED.filter(isOnItsWay)) {
      doubtful.add(queryKey)
      refresh()
    }
  }
  refresh.cancel = (): void => window.clearTimeout(timer)
  return refresh
}
