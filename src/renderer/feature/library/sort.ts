import type { MirrorBody } from '#shared/api/mirror'

export const SORTS = ['name', 'newest', 'size'] as const
export type Sort = (typeof SORTS)[number]

/** Mirrors whose name holds every word of the filter, in the chosen order. */
export function arrange(mirrors: readonly MirrorBody[], filter: string, sort: Sort): MirrorBody[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const found = mirrors.filter((mirror) => words.every((word) => mirror.name.toLowerCase().includes(word)))
  return found.sort((a, b) => compare(a, b, sort) || a.name.localeCompare(b.name, undefined, { numeric: true }))
}

function compare(a: MirrorBody, b: MirrorBody, sort: Sort): number {
  if (sort === 'size') return b.size.stored - a.size.stored
  if (sort === 'newest') return newest(b).localeCompare(newest(a))
  return 0
}

function newest(mirror: MirrorBody): string {
  return mirror.latest_version?.pulp_created ?? ''
}
