import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import { follow, get } from '../host/api.ts'
import { key } from './client.ts'
import type { Page } from './list.ts'

/** Units by content type (`npm.package`), each with the address that lists them. */
export type ContentSummary = Record<string, { count: number; href: string }>

export interface VersionBody {
  pulp_href: string
  pulp_created: string
  number: number
  base_version: string | null
  content_summary: { added: ContentSummary; removed: ContentSummary; present: ContentSummary }
}

/** One content unit; which fields it has depends on its type. */
export type UnitBody = Record<string, unknown>

const VERSIONS = 50
export const UNITS = 200

export function useVersions(repository: string) {
  return useInfiniteQuery({
    queryKey: key.versions(repository),
    queryFn: ({ pageParam }) =>
      get<Page<VersionBody>>(`${repository}versions/`, {
        ordering: '-number',
        limit: String(VERSIONS),
        offset: String(pageParam),
      }),
    initialPageParam: 0,
    getNextPageParam: (last, all) =>
      last.next === null ? undefined : all.reduce((sum, page) => sum + page.results.length, 0),
  })
}

/** A version never changes once complete, so it is read once. */
export function useVersion(href: string | null) {
  return useQuery({
    queryKey: key.version(href ?? ''),
    queryFn: () => get<VersionBody>(href ?? ''),
    enabled: href !== null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })
}

/** The pages of units with the given numbers, as far as they are loaded. */
export function useUnitPages(href: string, pages: readonly number[]) {
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key.content(href), page],
      queryFn: () => follow<Page<UnitBody>>(href, { limit: String(UNITS), offset: String(page * UNITS) }),
      staleTime: Infinity,
    })),
    combine: (results) => ({
      rows: new Map(results.map((result, index) => [pages[index] ?? 0, result.data?.results])),
      error: results.find((result) => result.error)?.error ?? null,
    }),
  })
}

/** Any Pulp object by its address, or nothing while there is none. */
export function useObject<T = Record<string, unknown>>(href: string | null) {
  return useQuery({ queryKey: key.object(href ?? ''), queryFn: () => get<T>(href ?? ''), enabled: href !== null })
}
