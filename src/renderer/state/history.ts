import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ChangedUnit, HistoryEntry, UnitCounts, VersionDifference } from '#shared/api/history'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { change } from './change.ts'
import { key } from './client.ts'
import type { Page } from './list.ts'

const PAGE = 100
const CHANGED = 200

const path = (id: string): string => `${OWN_API_ROOT}mirrors/${id}/`

/** Versions of a mirror, newest first, page by page. */
export function useHistory(id: string) {
  return useInfiniteQuery({
    queryKey: [...key.mirror(id), 'history'],
    queryFn: ({ pageParam }) =>
      get<Page<HistoryEntry>>(`${path(id)}history/`, { limit: String(PAGE), offset: String(pageParam) }),
    initialPageParam: 0,
    getNextPageParam: (last, all) =>
      last.next === null ? undefined : all.reduce((sum, page) => sum + page.results.length, 0),
  })
}

/** Two versions, by their numbers. */
export interface Pair {
  from: number
  to: number
}

const numbers = ({ from, to }: Pair): Record<string, string> => ({ from: String(from), to: String(to) })

/** What two versions differ in never changes. */
export function useDifference(id: string, pair: Pair) {
  return useQuery({
    queryKey: ['difference', id, pair.from, pair.to],
    queryFn: () => get<VersionDifference>(`${path(id)}difference/`, numbers(pair)),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
}

export function useChangedUnits(id: string, pair: Pair, side: 'added' | 'removed') {
  return useInfiniteQuery({
    queryKey: ['difference', id, pair.from, pair.to, side],
    queryFn: ({ pageParam }) =>
      get<Page<ChangedUnit>>(`${path(id)}difference/${side}/`, {
        ...numbers(pair),
        limit: String(CHANGED),
        offset: String(pageParam),
      }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => (last.next === null ? undefined : all.length * CHANGED),
    staleTime: Infinity,
  })
}

export function pinVersion(id: string, number: number, pinned: boolean): Promise<HistoryEntry> {
  return call<HistoryEntry>('POST', `${path(id)}history/${number}/${pinned ? 'pin' : 'unpin'}/`)
}

/** Makes a new version with the content of another. Answers when it is there. */
export function copyVersion(repository: string, version: string): Promise<unknown> {
  return change('POST', `${repository}modify/`, { base_version: version })
}

export function totalOf(counts: UnitCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
