import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type {
  ClientSetup,
  MirrorBody,
  MirrorPreview,
  MirrorRequest,
  MirrorType,
  QuarantinedUnit,
} from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { key } from './client.ts'
import { idOf } from './href.ts'
import type { Page } from './list.ts'

/** Where mirrors live in the API. */
export const MIRRORS = `${OWN_API_ROOT}mirrors/`
const PATH = MIRRORS
const PAGE = 1000

/** Every mirror; nobody has so many that they need paging on screen, but the API pages. */
async function allMirrors(): Promise<MirrorBody[]> {
  const mirrors: MirrorBody[] = []
  for (;;) {
    const page = await get<Page<MirrorBody>>(PATH, { limit: String(PAGE), offset: String(mirrors.length) })
    mirrors.push(...page.results)
    if (page.next === null || page.results.length === 0) return mirrors
  }
}

export function useMirrors() {
  return useQuery({ queryKey: key.mirrors, queryFn: allMirrors })
}

export function useMirror(id: string) {
  const client = useQueryClient()
  return useQuery({
    queryKey: key.mirror(id),
    queryFn: () => get<MirrorBody>(`${PATH}${id}/`),
    placeholderData: () =>
      client.getQueryData<MirrorBody[]>(key.mirrors)?.find((mirror) => mirror.repository.includes(id)),
  })
}

/** The first units in quarantine. `count` is part of the key: a sync that changes it shows at once. */
export function useQuarantine(id: string, count: number) {
  return useQuery({
    queryKey: [...key.mirror(id), 'quarantine', count],
    queryFn: () => get<Page<QuarantinedUnit>>(`${PATH}${id}/quarantine/`, { limit: '20' }),
    enabled: count > 0,
  })
}

export function useMirrorTypes() {
  return useQuery({
    queryKey: key.mirrorTypes,
    queryFn: () => get<MirrorType[]>(`${OWN_API_ROOT}mirror-types/`),
    staleTime: Infinity,
  })
}

/**
 * The preview of a draft, or nothing while `draft` is null. `mark` names the draft, so that a large file is not compared letter by letter.
 * `stop` ends one that is under way.
 */
export function usePreview(mark: string, draft: MirrorRequest | null) {
  const client = useQueryClient()
  const [stopped, setStopped] = useState<string | null>(null)
  const query = useQuery({
    queryKey: key.preview(mark),
    queryFn: ({ signal }) => call<MirrorPreview>('POST', `${PATH}preview/`, { body: draft }, signal),
    enabled: draft !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const stop = (): void => {
    setStopped(mark)
    void client.cancelQueries({ queryKey: key.preview(mark) })
  }
  const hasAnswer = query.isSuccess && !query.isPlaceholderData
  return { ...query, stop, isStopped: stopped === mark && !query.isFetching && !hasAnswer && query.error === null }
}

export function useClientSetup(distribution: string | null) {
  return useQuery({
    queryKey: key.clientSetup(distribution ?? ''),
    queryFn: () => get<ClientSetup>(`${OWN_API_ROOT}client-setup/`, { distribution: distribution ?? '' }),
    enabled: distribution !== null,
  })
}

/** What creating a mirror answers; `task` is its first sync. */
export interface CreatedMirror {
  mirror: MirrorBody
  task: string
}

export function useCreateMirror() {
  const refresh = useRefreshMirrors()
  return useMutation({
    mutationFn: (body: MirrorRequest) => call<CreatedMirror>('POST', PATH, { body }),
    onSuccess: refresh,
  })
}

export function useSyncMirror() {
  const refresh = useRefreshMirrors()
  return useMutation({
    mutationFn: (id: string) => call<{ task: string }>('POST', `${PATH}${id}/sync/`),
    onSuccess: refresh,
  })
}

/** Starts a sync of every mirror that has an upstream and is not at it already. */
export async function syncAllMirrors(client: QueryClient): Promise<void> {
  const mirrors = await client.fetchQuery({ queryKey: key.mirrors, queryFn: allMirrors })
  const idle = mirrors.filter(({ remote, health }) => remote !== null && health !== 'syncing')
  for (const { repository } of idle) await call('POST', `${PATH}${idOf(repository)}/sync/`).catch(() => undefined)
  await client.invalidateQueries({ queryKey: ['tasks'] })
  await client.invalidateQueries({ queryKey: key.mirrors })
}

export function useDeleteMirror() {
  const refresh = useRefreshMirrors()
  return useMutation({
    mutationFn: (id: string) => call<{ task: string }>('DELETE', `${PATH}${id}/`),
    onSuccess: refresh,
  })
}

/** Reads again whatever a change of mirrors touches. */
export function useRefreshMirrors(): () => void {
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: key.mirrors })
    void client.invalidateQueries({ queryKey: ['mirror'] })
    void client.invalidateQueries({ queryKey: ['tasks'] })
  }
}

/** The share of a mirror's bytes that is stored, 0 to 1. Bytes upstream does not tell cannot be counted. */
export function storedShare({ size }: Pick<MirrorBody, 'size'>): number {
  const all = size.stored + (size.on_demand ?? 0)
  return all === 0 ? 0 : size.stored / all
}
