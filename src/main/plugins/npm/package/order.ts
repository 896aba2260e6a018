/** Which versions of a package are newer. Source: semver, as registries and npm order versions. */
import semver from 'semver'

/** Order of two versions: negative when the first is older. Build metadata breaks ties, so that the order is always the same. */
export function compareVersions(a: string, b: string): number {
  return semver.compareBuild(a, b, { loose: true })
}

/** The newest versions of each package, in the order they came in; 0 keeps all. */
export function newestOf<T extends { name: string; version: string }>(packages: readonly T[], keep: number): T[] {
  if (keep === 0) return [...packages]
  const kept = [...Map.groupBy(packages, ({ name }) => name).values()].flatMap((all) =>
    all.toSorted((a, b) => compareVersions(b.version, a.version)).slice(0, keep),
  )
  const set = new Set(kept)
  return packages.filter((one) => set.has(one))
}
