import semver from 'semver'

/** Tags as lists of [package, tag, version]: names of packages are data, and never keys of an object that has a prototype. */
export type DistTags = readonly (readonly [name: string, tag: string, version: string])[]

interface Candidate {
  version: string
  deprecated: boolean
}

/** The tags kept with a version of a repository; anything of another shape counts as none. */
export function distTagsOf(info: Readonly<Record<string, unknown>>, name: string): [tag: string, version: string][] {
  const kept = Array.isArray(info.dist_tags) ? (info.dist_tags as unknown[]) : []
  return kept
    .filter((entry): entry is DistTags[number] => Array.isArray(entry) && entry.length === 3 && entry[0] === name)
    .map(([, tag, version]) => [tag, version])
}

/** Tags of which the version is here, and always a `latest`: upstream's own, or else what upstream would most likely call so. */
export function servedTags(
  known: readonly [tag: string, version: string][],
  versions: readonly Candidate[],
): [tag: string, version: string][] {
  const present = new Set(versions.map(({ version }) => version))
  const tags = known.filter(([, version]) => present.has(version))
  const best = tags.some(([tag]) => tag === 'latest') ? null : bestVersion(versions)
  return best === null ? tags : [['latest', best], ...tags]
}

/** Highest stable version that is not deprecated; with none of those, the nearest thing to it. */
function bestVersion(versions: readonly Candidate[]): string | null {
  const rank = ({ version, deprecated }: Candidate): number =>
    (semver.prerelease(version, { loose: true }) === null ? 2 : 0) + (deprecated ? 0 : 1)
  const sorted = versions.toSorted(
    (a, b) => rank(b) - rank(a) || semver.rcompare(a.version, b.version, { loose: true }),
  )
  return sorted[0]?.version ?? null
}
