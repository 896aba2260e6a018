import type { MirrorBody } from '#shared/api/mirror'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import { type ApiClient, bodyOf, get, type Page } from '../client/api-client.ts'

const MIRRORS = `${OWN_API_ROOT}mirrors/`

/** The id at the end of an href. */
export function idOf(href: string): string {
  return href.split('/').findLast(Boolean) ?? ''
}

/** The path of one mirror, given by its repository. */
export const mirrorPath = ({ repository }: Pick<MirrorBody, 'repository'>): string => `${MIRRORS}${idOf(repository)}/`

/** The mirror of that name, or whose repository's href is given. @throws StillwaterError `cli.no_such_mirror` */
export async function mirrorNamed(client: ApiClient, name: string): Promise<MirrorBody> {
  if (name.startsWith('/')) return get<MirrorBody>(client, mirrorPath({ repository: name }))
  const { results } = await get<Page<MirrorBody>>(client, MIRRORS, { name, limit: '1' })
  if (!results[0]) throw new StillwaterError('cli.no_such_mirror', { name })
  return results[0]
}

/** The href of a version of the mirror. @throws StillwaterError `cli.no_such_version` */
export async function versionOf(client: ApiClient, mirror: MirrorBody, number: number): Promise<string> {
  const path = `${mirror.repository}versions/${number}/`
  const answer = await client.request({ method: 'GET', path })
  if (answer.status === 404)
    throw new StillwaterError('cli.no_such_version', { name: mirror.name, number: String(number) })
  return bodyOf<{ pulp_href: string }>(answer).pulp_href
}
