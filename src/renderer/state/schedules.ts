import { useQuery } from '@tanstack/react-query'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import type { Page } from './list.ts'

/** When a repository is synced by itself. */
export interface ScheduleBody {
  pulp_href: string
  repository: string
  cron: string | null
  /** Seconds. */
  interval: number | null
  enabled: boolean
  next_run: string | null
}

export function useSchedules() {
  return useQuery({
    queryKey: ['schedules', 'all'],
    queryFn: async () => (await get<Page<ScheduleBody>>(`${OWN_API_ROOT}schedules/`, { limit: '1000' })).results,
  })
}
