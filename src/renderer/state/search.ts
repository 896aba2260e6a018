import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { SearchPage } from '#shared/api/search'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'

const PAGE = 50

/** Units of all mirrors by parts of their names; nothing is asked while there is nothing to look for. */
export function useSearch(q: string) {
  return useInfiniteQuery({
    queryKey: ['search', q],
    queryFn: ({ pageParam, signal }) =>
      get<SearchPage>(`${OWN_API_ROOT}search/`, { q, limit: String(PAGE), offset: String(pageParam) }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * PAGE),
    placeholderData: keepPreviousData,
    enabled: q !== '',
  })
}
