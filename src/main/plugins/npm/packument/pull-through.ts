/** Packages that the mirror does not have, from the registry of the distribution's remote. */
import {
  type ContentRequest,
  type InstanceOf,
  type PullAnswer,
  type ServingContext,
  type Upstream,
  unitFilter,
  type VersionRef,
} from '#plugin-api'
import { detailsOf, readPackument, type Packument } from '../closure/packument.ts'
import type { NpmRemote } from '../models.ts'
import { isPackageName, packumentUrl, registryBase, tarballPath } from '../package/identity.ts'
import { integrityOf, parseIntegrity } from '../package/integrity.ts'
import { declarePackage, type PlannedPackage } from '../package/planned.ts'
import { formOf, MEDIA_TYPE } from './accept.ts'
import { packument } from './build.ts'
import { tarballBase, VARY } from './client.ts'
import { routeOf } from './route.ts'
import { packagesNamed, type StoredPackage } from './stored.ts'

const ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*; q=0.1'

/** Documents tell what there is to choose from, so upstream is asked for them first; for tarballs only when they are not here. */
export function whenPulled(path: string): 'first' | 'missing' | null {
  const { kind } = routeOf(path)
  if (kind === 'packument') return 'first'
  return kind === 'file' ? 'missing' : null
}

/** @throws StillwaterError `download.*`, `npm.bad_packument` */
export async function pullNpm(
  request: ContentRequest,
  upstream: Upstream,
  context: ServingContext,
): Promise<PullAnswer | null> {
  const route = routeOf(request.path)
  const name = route.kind === 'packument' ? route.name : request.path.split('/-/')[0]
  if (name === undefined || !isPackageName(name) || !isWanted(upstream, name)) return null
  const base = registryBase(upstream.remote.url)
  const document = await upstream.fetchJson(packumentUrl(base, name), ACCEPT)
  if (document === null) return null
  const planned = plannedOf(readPackument(name, document), context)
  if (route.kind === 'packument') return mergedDocument(request, name, document, planned, context)
  const one = planned.find(({ version }) => tarballPath(name, version) === request.path)
  if (!one) return null
  // Whatever the remote's policy, the file comes with the request.
  const remote = { ...upstream.remote, policy: 'on_demand' } as InstanceOf<typeof NpmRemote>
  return { kind: 'unit', unit: declarePackage(one, remote, base) }
}

function isWanted({ remote }: Upstream, name: string): boolean {
  const wanted = unitFilter(remote)
  return wanted === null || wanted({ paths: [], names: [name] })
}

/** Versions that can be checked by a digest that may be relied on; others could not be served. */
function plannedOf({ name, versions }: Packument, { settings }: ServingContext): PlannedPackage[] {
  return Object.values(versions).flatMap((known) => {
    const [manifest, { tarball, integrity, shasum }] = detailsOf(known)
    const parsed = integrity === null ? null : parseIntegrity(integrity)
    const checked = parsed ?? (shasum === null ? null : integrityOf('sha1', shasum))
    if (!checked || !settings.ALLOWED_CONTENT_CHECKSUMS.includes(checked.algorithm)) return []
    const { version } = known
    const { text, digests } = checked
    return [{ name, version, integrity: text, digests, upstream: tarball ?? tarballPath(name, version), manifest }]
  })
}

function mergedDocument(
  request: ContentRequest,
  name: string,
  document: unknown,
  planned: readonly PlannedPackage[],
  { catalogue }: ServingContext,
): PullAnswer | null {
  const here = request.version ? packagesNamed(catalogue, request.version, name) : []
  const known = new Set(here.map(({ version }) => version))
  const there = planned
    .filter(({ version }) => !known.has(version))
    .map(({ version, integrity, manifest }): StoredPackage => {
      return { name, version, integrity, manifest, relativePath: tarballPath(name, version) }
    })
  const all = [...here, ...there]
  if (all.length === 0) return null
  const tags = Object.entries(readPackument(name, document)['dist-tags']).map(([tag, version]) => [name, tag, version])
  const version = { created: Date.now(), info: { dist_tags: tags } } as unknown as VersionRef
  const form = formOf(request.headers.accept)
  const base = tarballBase(request.headers['user-agent'], request.baseUrl)
  const body = JSON.stringify(packument(all, version, form, base))
  return { kind: 'body', contentType: MEDIA_TYPE[form], body, headers: { vary: VARY } }
}
