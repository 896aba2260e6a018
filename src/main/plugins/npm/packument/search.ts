import type { ContentRequest, ServingContext, VersionRef } from '#plugin-api'
import { pick } from '../package/manifest.ts'
import { tagsOf } from './build.ts'
import { packagesNamed, searchPackages } from './stored.ts'

const MAX_SIZE = 250

/** Answers `/-/v1/search?text=&size=&from=`: names and descriptions that hold the text. Scores say nothing and are all alike. */
export function search(request: ContentRequest, version: VersionRef, { catalogue }: ServingContext): object {
  const query = new URLSearchParams(request.query)
  const limit = Math.min(MAX_SIZE, count(query.get('size'), 20))
  const { names, total } = searchPackages(catalogue, version, (query.get('text') ?? '').trim(), {
    limit,
    offset: count(query.get('from'), 0),
  })
  const objects = names.map((name) => {
    const packages = packagesNamed(catalogue, version, name)
    const latest = new Map(tagsOf(packages, version)).get('latest')
    const manifest = packages.find((one) => one.version === latest)?.manifest ?? {}
    const described = pick(manifest, ['description', 'keywords', 'license'])
    return {
      // npm stops without a list of maintainers.
      package: { name, version: latest, keywords: [], ...described, maintainers: [], links: {} },
      score: { final: 1, detail: { quality: 1, popularity: 1, maintenance: 1 } },
      searchScore: 1,
    }
  })
  return { objects, total, time: new Date(version.created).toISOString() }
}

function count(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : otherwise
}
