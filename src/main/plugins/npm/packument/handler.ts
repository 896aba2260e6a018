/** Answers a registry's clients from a repository version. Tarballs are files of the version and left to the core. */
import { type ContentAnswer, type ContentRequest, digestsOf, type ServingContext, type VersionRef } from '#plugin-api'
import { formOf, MEDIA_TYPE } from './accept.ts'
import { packument, type PackumentForm, tagsOf, versionObject } from './build.ts'
import { AnswerCache } from './cache.ts'
import { tarballBase, VARY } from './client.ts'
import { routeOf } from './route.ts'
import { search } from './search.ts'
import { packagesNamed } from './stored.ts'

type Body = Extract<ContentAnswer, { kind: 'body' }>

const CACHE_BYTES = 64 * 1024 * 1024
const cache = new AnswerCache<Body>(CACHE_BYTES)

export function answerRegistry(request: ContentRequest, context: ServingContext): ContentAnswer | null {
  const route = routeOf(request.path)
  if (route.kind === 'file') return null
  const { version } = request
  if (!version) return notFound()
  if (route.kind === 'root' || route.kind === 'ping') return json({}, context)
  if (route.kind === 'search') return json(search(request, version, context), context)
  if (route.kind === 'other') return notFound()
  const form = formOf(request.headers.accept)
  const wanted = route.kind === 'version' ? route.wanted : route.kind
  const base = tarballBase(request.headers['user-agent'], request.baseUrl)
  const key = JSON.stringify([version.id, route.kind, route.name, wanted, form, base])
  const make = (): Body | null => {
    const value = valueOf(route, version, form, base, context)
    return value === null ? null : json(value, context, route.kind === 'packument' ? form : 'full')
  }
  return cache.get(key, make) ?? notFound()
}

type PackageRoute = Extract<ReturnType<typeof routeOf>, { name: string }>

function valueOf(
  route: PackageRoute,
  version: VersionRef,
  form: PackumentForm,
  base: string,
  { catalogue }: ServingContext,
): object | null {
  const packages = packagesNamed(catalogue, version, route.name)
  if (packages.length === 0) return null
  if (route.kind === 'packument') return packument(packages, version, form, base)
  const tags = new Map(tagsOf(packages, version))
  if (route.kind === 'tags') return Object.fromEntries(tags)
  const wanted = tags.get(route.wanted) ?? route.wanted
  const one = packages.find((candidate) => candidate.version === wanted)
  return one ? versionObject(one, 'full', base) : null
}

function json(value: object, { settings }: ServingContext, form: PackumentForm = 'full'): Body {
  const body = Buffer.from(JSON.stringify(value))
  const { sha256 = '' } = digestsOf(body, settings.ALLOWED_CONTENT_CHECKSUMS, ['sha256'])
  return {
    kind: 'body',
    contentType: MEDIA_TYPE[form],
    body,
    etag: `"${sha256.slice(0, 32)}"`,
    headers: { vary: VARY },
  }
}

/** Never an empty success for what is not answered: an audit, say, would read it as "nothing found". */
function notFound(): Body {
  return {
    kind: 'body',
    status: 404,
    contentType: MEDIA_TYPE.full,
    body: '{"error":"not_found"}',
    headers: { vary: VARY },
  }
}
