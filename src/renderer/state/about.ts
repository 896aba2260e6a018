import { useQuery } from '@tanstack/react-query'
import type { AboutBody } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import { key } from './client.ts'

export function useAbout() {
  return useQuery({
    queryKey: key.about,
    queryFn: () => get<AboutBody>(`${OWN_API_ROOT}about/`),
    staleTime: Infinity,
  })
}
