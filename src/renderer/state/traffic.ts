import { useQuery } from '@tanstack/react-query'
import type { GrowthPoint } from '#shared/api/growth'
import type { ContentTrafficBody, ServedBody } from '#shared/api/sharing'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import { key } from './client.ts'

/** Milliseconds between two looks. */
const LOOK = 5000
/** Looks that are remembered: five minutes. */
const SAMPLES = 60

/** What all mirrors served, look by look, for as long as the window is open. */
const samples: { at: number; served: ContentTrafficBody['distributions'] }[] = []

async function look(): Promise<ContentTrafficBody> {
  const body = await get<ContentTrafficBody>(`${OWN_API_ROOT}content-traffic/`)
  samples.push({ at: Date.now(), served: body.distributions })
  if (samples.length > SAMPLES + 1) samples.shift()
  return body
}

export interface Traffic extends ServedBody {
  /** Bytes from each look to the next. */
  recent: { at: number; bytes: number }[]
}

/** What clients took from the distribution with this base path. */
export function useTraffic(basePath: string | null): Traffic {
  const { data } = useQuery({
    queryKey: ['content-traffic'],
    queryFn: look,
    refetchInterval: LOOK,
    staleTime: LOOK / 2,
    enabled: basePath !== null,
  })
  const of = (all: ContentTrafficBody['distributions'] | undefined): ServedBody =>
    all?.find((one) => one.base_path === basePath) ?? { requests: 0, bytes: 0 }
  const { requests, bytes } = of(data?.distributions)
  const recent = samples.slice(1).map(({ at, served }, index) => ({
    at,
    // A host that was started anew counts from nothing.
    bytes: Math.max(0, of(served).bytes - of(samples[index]?.served).bytes),
  }))
  return { requests, bytes, recent }
}

/** Sizes of a mirror's versions, the oldest first. */
export function useGrowth(id: string) {
  return useQuery({
    queryKey: [...key.mirror(id), 'growth'],
    queryFn: () => get<GrowthPoint[]>(`${OWN_API_ROOT}mirrors/${id}/growth/`),
  })
}
