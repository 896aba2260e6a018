import { useQuery } from '@tanstack/react-query'
import type { SharingBody, SharingWish } from '#shared/api/sharing'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'

const PATH = `${OWN_API_ROOT}sharing/`

/** How the content is shared, and the addresses of this machine to choose from. */
export type SharingState = SharingBody & { addresses: { address: string; interface: string }[] }

export function useSharing() {
  return useQuery({ queryKey: ['sharing'], queryFn: () => get<SharingState>(PATH) })
}

export function share(wish: SharingWish): Promise<SharingState> {
  return call<SharingState>('POST', PATH, { body: wish })
}

export function stopSharing(): Promise<SharingState> {
  return call<SharingState>('DELETE', PATH)
}

/** The configuration of a web server that stands in front. */
export function useProxyConfig(server: string | null) {
  return useQuery({
    queryKey: ['proxy-config', server],
    queryFn: () => get<{ text: string }>(`${OWN_API_ROOT}proxy-config/`, { server: server ?? '' }),
    enabled: server !== null,
  })
}
