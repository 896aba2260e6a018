import { type FilterSettings, unitFilter } from '#plugin-api'
import { tarballPath } from './identity.ts'
import { newestOf } from './order.ts'

/** The packages that the filters take, and of these the newest `keep` versions each; 0 keeps all. */
export function wantedPackages<T extends { name: string; version: string }>(
  packages: readonly T[],
  filters: FilterSettings,
  keep: number,
): T[] {
  const filter = unitFilter(filters)
  const taken = filter
    ? packages.filter(({ name, version }) => filter({ paths: [tarballPath(name, version)], names: [name] }))
    : packages
  return newestOf(taken, keep)
}
