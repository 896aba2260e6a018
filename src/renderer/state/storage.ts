import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { CleanUpBody, CleanUpRequest, StorageBody, TrashBody } from '#shared/api/storage'
import type { TaskBody } from '#shared/api/task'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { useAbout } from './about.ts'
import { ended, refreshAll } from './change.ts'
import { useMirrors } from './mirror.ts'
import { useMayChange } from './session.ts'
import { useSettings } from './settings.ts'

const STORAGE = `${OWN_API_ROOT}storage/`
const TRASH = `${OWN_API_ROOT}trash/`
/** Milliseconds after which a measurement is made anew when somebody looks. */
const STALE = 5 * 60_000

export const storageKey = ['storage'] as const
const trashKey = ['trash'] as const

interface Dispatched {
  task: string
}

export function useStorage() {
  return useQuery({ queryKey: storageKey, queryFn: () => get<StorageBody>(STORAGE) })
}

/** Whether everything that the page shows is there, or will not come. */
export function useStorageParts(): boolean {
  const parts = [useStorage(), useTrash(), useAbout(), useMirrors(), useSettings()]
  return parts.every(({ isLoading }) => !isLoading)
}

/** Measures anew what takes space. */
export function useMeasure() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => ended((await call<Dispatched>('POST', `${STORAGE}measure/`)).task),
    onSettled: () => void client.invalidateQueries({ queryKey: storageKey }),
  })
}

/** Measures when the page is opened and nobody has for a while. */
export function useFreshMeasure(measured: string | null | undefined): void {
  const { mutate, isIdle } = useMeasure()
  const mayChange = useMayChange()
  useEffect(() => {
    const isStale = measured === null || (measured !== undefined && Date.now() - Date.parse(measured) > STALE)
    if (isStale && isIdle && mayChange) mutate()
  }, [measured, isIdle, mayChange, mutate])
}

async function planned(path: string, body: CleanUpRequest): Promise<CleanUpBody> {
  const { task } = await call<Dispatched>('POST', `${STORAGE}${path}/`, { body })
  return (await ended(task)).result as CleanUpBody
}

export function useForecast() {
  return useMutation({ mutationFn: (plan: CleanUpRequest) => planned('forecast', plan) })
}

export function useCleanUp() {
  const client = useQueryClient()
  const measure = useMeasure()
  return useMutation({
    mutationFn: (plan: CleanUpRequest) => planned('clean-up', plan),
    onSettled: () => {
      void refreshAll(client)
      measure.mutate()
    },
  })
}

export function useTrash() {
  return useQuery({ queryKey: trashKey, queryFn: () => get<TrashBody[]>(TRASH) })
}

function useTrashChange<V>(work: (value: V) => Promise<Dispatched>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (value: V) => ended((await work(value)).task),
    onSettled: () => {
      void refreshAll(client)
      void client.invalidateQueries({ queryKey: storageKey })
    },
  })
}

/** Brings one thing back; names it by its address. */
export function useRestore() {
  return useTrashChange((href: string) => call<Dispatched>('POST', `${href}restore/`))
}

/** Brings back what a task moved to the trash, once it has. */
export function useUndoDelete() {
  return useTrashChange(async (task: string) => {
    const { trash } = (await ended(task)).result as { trash: string }
    return call<Dispatched>('POST', `${trash}restore/`)
  })
}

/** Deletes one thing, or everything, for good. */
export function useEmptyTrash() {
  return useTrashChange((href: string | null) => call<Dispatched>('DELETE', href ?? TRASH))
}

export type CareKind = 'verify' | 'repair' | 'backup'

/** Checks, repairs or backs up, and answers what came of it. */
export function useCare() {
  return useMutation({
    mutationFn: async ({ kind, folder }: { kind: CareKind; folder?: string }): Promise<TaskBody> => {
      const path = { verify: `${OWN_API_ROOT}verify/`, repair: `${API_ROOT}repair/`, backup: `${OWN_API_ROOT}backups/` }
      const body = kind === 'backup' ? { folder } : undefined
      const { task } = await call<Dispatched>('POST', path[kind], body === undefined ? {} : { body })
      return ended(task)
    },
  })
}
