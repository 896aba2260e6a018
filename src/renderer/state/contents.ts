import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import type { ContentsPage, ReasonsBody, UnitBody } from '#shared/api/contents'
import type { TrustStepBody } from '#shared/api/trust'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import { ROWS } from './pages-in-view.ts'

/** Which table: of a version and a type, in an order, or what is found in it. */
export interface TableAsked {
  id: string
  version: number
  type: string
  ordering: string
  q: string
}

/** What nobody waits for any more, such as a page that was scrolled past or what was typed before, is given up by `signal`. */
function page(
  { id, version, type, ordering, q }: TableAsked,
  index: number,
  signal: AbortSignal,
): Promise<ContentsPage> {
  const query = {
    version: String(version),
    pulp_type: type,
    limit: String(ROWS),
    offset: String(index * ROWS),
    ...(ordering === '' ? {} : { ordering }),
    ...(q === '' ? {} : { q }),
  }
  return get<ContentsPage>(`${OWN_API_ROOT}mirrors/${id}/contents/`, query, signal)
}

const keyOf = ({ id, version, type, ordering, q }: TableAsked, index: number) =>
  ['contents', id, version, type, ordering, q, index] as const

/** The first page, which tells the columns and the count; the one before stays while another table is read. */
export function useTable(asked: TableAsked) {
  return useQuery({
    queryKey: keyOf(asked, 0),
    queryFn: ({ signal }) => page(asked, 0, signal),
    placeholderData: keepPreviousData,
    // Versions never change; whether files are here does.
    staleTime: 10_000,
  })
}

/** Rows of the pages with the given numbers, as far as they are loaded. */
export function useTablePages(asked: TableAsked, pages: readonly number[]) {
  return useQueries({
    queries: pages.map((index) => ({
      queryKey: keyOf(asked, index),
      queryFn: ({ signal }) => page(asked, index, signal),
      staleTime: 10_000,
      gcTime: 60_000,
    })),
    combine: (results) => ({
      rows: new Map(results.map((result, index) => [pages[index] ?? 0, result.data?.results])),
      error: results.find((result) => result.error)?.error ?? null,
    }),
  })
}

/** Everything that is known of a unit. */
export function useUnit(href: string | null) {
  return useQuery({
    queryKey: ['unit', href],
    queryFn: () => get<UnitBody>(`${OWN_API_ROOT}unit/`, { unit: href ?? '' }),
    enabled: href !== null,
  })
}

/** Why a unit is in a version. */
export function useReasons(unit: string, version: string) {
  return useQuery({
    queryKey: ['unit', unit, 'reasons', version],
    queryFn: ({ signal }) =>
      get<ReasonsBody>(`${OWN_API_ROOT}unit/reasons/`, { unit, repository_version: version }, signal),
    retry: false,
  })
}

/** Why a unit of a version is believed; asked for when `enabled`, since whole files are read for it. */
export function useTrustChain(unit: string, version: string, enabled: boolean) {
  return useQuery({
    queryKey: ['unit', unit, 'trust', version],
    queryFn: ({ signal }) =>
      get<TrustStepBody[]>(`${OWN_API_ROOT}trust/explain/`, { content: unit, repository_version: version }, signal),
    enabled,
    retry: false,
  })
}
