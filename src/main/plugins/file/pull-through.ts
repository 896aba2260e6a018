/** Files that a mirror does not have, from the folder that the distribution's remote names. */
import { relativePathProblem } from '#shared/relative-path'
import { type ContentRequest, type PulledFile, type ServingContext, unit, unitFilter, type Upstream } from '#plugin-api'
import { FileContent, FileRemote, FileRepository } from './models.ts'
import { fileUrl } from './sync.ts'

/** Manifests, and what may lie beside them. */
const INDEX = /^PULP_MANIFEST(\.asc|\.sig)?$/

export const isIndex = (path: string): boolean => INDEX.test(path)

/** Whatever is published counts; upstream is asked for what is not. */
export const whenPulled = (path: string): 'missing' | null => (relativePathProblem(path) === null ? 'missing' : null)

/**
 * A remote that pins keys has signed manifests: a file beside them would be believed without being looked for in one, so that nothing is
 * fetched from there but by a sync.
 */
export async function pullFile(
  { path, distribution }: ContentRequest,
  upstream: Upstream,
  { catalogue }: ServingContext,
): Promise<PulledFile | null> {
  const remote = FileRemote.find(catalogue, { pulp_id: upstream.remote.pulp_id })
  if (!remote?.url || remote.signing_keys !== null) return null
  if (unitFilter(remote)?.({ paths: [path], names: [] }) === false) return null
  const url = fileUrl(remote.url, path)
  // The path was looked at before it came here; this is the wall behind it.
  if (!url.startsWith(fileUrl(remote.url, '.'))) return null
  const { repository_id: id } = distribution
  const verbatim = id !== null && FileRepository.find(catalogue, { pulp_id: id })?.verbatim === true
  const mutable = isIndex(path) || url === withoutQuery(remote.url)
  return {
    kind: 'file',
    url,
    relativePath: path,
    mutable,
    // A manifest is made for what is published, and a bit-exact mirror has what upstream's manifest lists.
    joins: !mutable && !verbatim,
    toUnit: ({ sha256 = '' }) => unit(FileContent, { relative_path: path, digest: sha256 }),
  }
}

function withoutQuery(address: string): string {
  const url = new URL(address)
  url.search = ''
  url.hash = ''
  return url.href
}
