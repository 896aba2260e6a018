import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TaskBody } from '#shared/api/task'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { key } from './client.ts'
import { idOf } from './href.ts'
import type { Page } from './list.ts'
import { isFinal } from './progress.ts'
import { tracker } from './tracker.ts'
import type { TaskProgress } from './tracker.ts'

const PATH = `${API_ROOT}tasks/`
const PAGE = 50

/** Tasks that wait, run, or are being cancelled. Events keep the list current. */
export function useActiveTasks() {
  return useQuery({
    queryKey: key.activeTasks,
    queryFn: async () => {
      const page = await get<Page<TaskBody>>(PATH, { state__in: 'waiting,running,canceling', limit: '1000' })
      return page.results.filter((task) => !isFinal(task.state))
    },
  })
}

/** What a list of tasks is narrowed to. */
export interface TaskFilter {
  state?: TaskBody['state'] | undefined
  /** Address of the repository they work on. */
  repository?: string | undefined
}

/** Tasks, newest first, page by page. */
export function useTasks({ state, repository }: TaskFilter = {}) {
  const filter = { ...(state && { state }), ...(repository && { reserved_resources: repository }) }
  return useInfiniteQuery({
    // Without a filter it is the list that events patch.
    queryKey: state || repository ? [...key.tasks, filter] : key.tasks,
    queryFn: ({ pageParam }) =>
      get<Page<TaskBody>>(PATH, {
        ordering: '-pulp_created',
        limit: String(PAGE),
        offset: String(pageParam),
        ...filter,
      }),
    initialPageParam: 0,
    getNextPageParam: (last, all) =>
      last.next === null ? undefined : all.reduce((sum, page) => sum + page.results.length, 0),
  })
}

/** The newest state known of a task that some other answer carried. */
export function useCurrentTask(task: TaskBody | null): TaskBody | null {
  const { data: active } = useActiveTasks()
  return useMemo(() => {
    const current = active?.find((one) => one.pulp_href === task?.pulp_href)
    return current && task && !isFinal(task.state) ? current : task
  }, [active, task])
}

/** How far a task is, with rate and remaining time when they can be said. */
export function progressOf(task: TaskBody): TaskProgress {
  return tracker.observe(task, Date.now())
}

export function useCancelTask() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (href: string) => call<TaskBody>('PATCH', href, { body: { state: 'canceled' } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

/** Holds one task back, or lets it go on. */
export function useHoldTask() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ href, act }: { href: string; act: 'pause' | 'resume' }) =>
      call<TaskBody>('POST', `${OWN_API_ROOT}tasks/${idOf(href)}/${act}/`),
    onSettled: () => void client.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

/** Whether a task can be held back: a sync while it runs, any other while it waits. */
export function canPause(task: Pick<TaskBody, 'name' | 'state'>): boolean {
  return task.state === 'waiting' || (task.state === 'running' && /sync/.test(task.name))
}
