/** Other places that have the same files as an upstream. */
import type { MirrorType } from '#shared/api/mirror'
import { call } from '../host/api.ts'
import { change } from './change.ts'

type Lists = NonNullable<MirrorType['alternates']>

export interface AlternateBody {
  pulp_href: string
  name: string
  /** Of a remote that is asked on demand. */
  remote: string
  last_refreshed: string | null
  paths: string[]
}

export interface AlternateWish {
  name: string
  url: string
  paths: string[]
}

/** Makes a place with a remote of its own, which goes again when the place is refused. */
export async function addAlternate(lists: Lists, { name, url, paths }: AlternateWish): Promise<AlternateBody> {
  const remote = await call<{ pulp_href: string }>('POST', lists.remotes, {
    body: { name: `${name} (${new Date().toISOString()})`, url, policy: 'on_demand' },
  })
  try {
    return await call<AlternateBody>('POST', lists.sources, { body: { name, remote: remote.pulp_href, paths } })
  } catch (error) {
    await change('DELETE', remote.pulp_href).catch(() => undefined)
    throw error
  }
}

/** Changes name, address and paths of a place. */
export async function changeAlternate(one: AlternateBody, { name, url, paths }: AlternateWish): Promise<unknown> {
  await change('PATCH', one.remote, { url })
  return await change('PATCH', one.pulp_href, { name, paths })
}

/** Reads what the place has; its tasks are in Activity. */
export function readAlternate({ pulp_href }: AlternateBody): Promise<unknown> {
  return call('POST', `${pulp_href}refresh/`)
}

/** Removes a place and its remote; what was fetched from it stays. */
export async function removeAlternate({ pulp_href, remote }: AlternateBody): Promise<void> {
  await change('DELETE', pulp_href)
  await change('DELETE', remote)
}
