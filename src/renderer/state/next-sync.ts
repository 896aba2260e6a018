import { useQuery } from '@tanstack/react-query'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import type { Page } from './list.ts'

interface Schedule {
  repository: string
  enabled: boolean
  next_run: string | null
}

/** When each mirror syncs next by its schedules, by the address of its repository. */
export function useNextSyncs() {
  return useQuery({
    queryKey: ['mirrors', 'next-sync'],
    queryFn: async () => {
      const page = await get<Page<Schedule>>(`${OWN_API_ROOT}schedules/`, { limit: '1000' })
      const next = new Map<string, string>()
      for (const { repository, enabled, next_run: time } of page.results) {
        const known = next.get(repository)
        if (enabled && time !== null && (known === undefined || time < known)) next.set(repository, time)
      }
      return next
    },
  })
}
