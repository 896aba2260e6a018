import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../host/api.ts'
import { key } from './client.ts'

/** Units by content type (`npm.package`), each with the address that lists them. */
export type ContentSummary = Record<string, { count: number; href: string }>

export interface VersionBody {
  pulp_href: string
  pulp_created: string
  number: number
  base_version: string | null
  content_summary: { added: ContentSummary; removed: ContentSummary; present: ContentSummary }
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

/** Any Pulp object by its address, or nothing while there is none. */
export function useObject<T = Record<string, unknown>>(href: string | null) {
  return useQuery({ queryKey: key.object(href ?? ''), queryFn: () => get<T>(href ?? ''), enabled: href !== null })
}
