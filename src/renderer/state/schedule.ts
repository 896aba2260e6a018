import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import type { Page } from './list.ts'

const PATH = `${OWN_API_ROOT}schedules/`

/** Exactly one of `cron` and `interval` is set. */
export interface Rhythm {
  cron: string | null
  /** Seconds. */
  interval: number | null
  /** IANA name; null for that of the machine. */
  timezone: string | null
}

export interface ScheduleBody extends Rhythm {
  pulp_href: string
  repository: string
  enabled: boolean
  mirror: boolean
  next_run: string | null
  error: { code: string; description: string; advice: string | null } | null
}

export function useSchedules(repository: string) {
  return useQuery({
    queryKey: ['schedules', repository],
    queryFn: async () => (await get<Page<ScheduleBody>>(PATH, { repository, limit: '100' })).results,
  })
}

/** When a rhythm would run, whether it is kept or not. */
export function useNextRuns(rhythm: Rhythm) {
  return useQuery({
    queryKey: ['schedules', 'next', rhythm],
    queryFn: () => call<{ times: string[]; timezone: string }>('POST', `${PATH}next/`, { body: rhythm }),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export function createSchedule(body: Rhythm & { repository: string; enabled?: boolean }): Promise<ScheduleBody> {
  return call<ScheduleBody>('POST', PATH, { body })
}

export function updateSchedule(href: string, body: Partial<Rhythm & { enabled: boolean }>): Promise<ScheduleBody> {
  return call<ScheduleBody>('PATCH', href, { body })
}

export function deleteSchedule(href: string): Promise<unknown> {
  return call('DELETE', href)
}
