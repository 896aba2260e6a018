import { useQuery } from '@tanstack/react-query'
import type { NotificationBody } from '#shared/event'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import { key } from './client.ts'

/** What ended since the host started and was worth saying, the newest first. Events add to it. */
export function useNotices() {
  return useQuery({
    queryKey: key.notices,
    queryFn: () => get<NotificationBody[]>(`${OWN_API_ROOT}notifications/`),
  })
}
