import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { key } from './client.ts'

const PATH = `${OWN_API_ROOT}downloads/`

/** Whether all downloads rest, and why. */
export interface Downloads {
  paused: boolean
  max_bytes_per_second: number
  reason: 'user' | 'quiet_hours' | 'metered' | 'battery' | null
}

export function useDownloads() {
  return useQuery({ queryKey: key.downloads, queryFn: () => get<Downloads>(PATH), refetchInterval: 30_000 })
}

/** Holds all downloads back, or lets them go on. */
export async function setDownloads(client: QueryClient, act: 'pause' | 'resume'): Promise<void> {
  client.setQueryData(key.downloads, await call<Downloads>('POST', `${PATH}${act}/`))
}

export function useSetDownloads() {
  const client = useQueryClient()
  return useMutation({ mutationFn: (act: 'pause' | 'resume') => setDownloads(client, act) })
}
