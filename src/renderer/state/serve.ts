/** Which version clients get: pointing distributions, and pointing them back. */
import { useQuery } from '@tanstack/react-query'
import type { FormBody } from '#shared/api/form'
import { get } from '../host/api.ts'
import { change } from './change.ts'
import { getForm, isWritable } from './form.ts'
import type { Page } from './list.ts'

/** A distribution, as far as every type has the same fields. */
export interface DistributionBody {
  pulp_href: string
  name: string
  base_path: string
  base_url: string
  repository: string | null
  repository_version: string | null
  content_guard: string | null
  hidden: boolean
  publication: string | null
  checkpoint: boolean
  /** Fetches what is not here for its clients. */
  remote: string | null
}

type Target = Partial<Pick<DistributionBody, 'repository' | 'repository_version' | 'publication' | 'checkpoint'>>

/** Everything that says what a distribution shows, as far as its type has it. */
function target(form: FormBody, wanted: Target): Target {
  const none = { repository: null, repository_version: null, publication: null, checkpoint: false }
  return Object.fromEntries(Object.entries({ ...none, ...wanted }).filter(([name]) => isWritable(form, name)))
}

/** Whether the distribution can be pointed at one version: one that fetches for its clients keeps what it fetched in a repository. */
export function canHold(body: DistributionBody): boolean {
  return body.remote === null
}

/** Points a distribution elsewhere. Answers what points it back. */
async function point(distribution: string, wanted: Target): Promise<() => Promise<unknown>> {
  const [before, form] = await Promise.all([get<DistributionBody>(distribution), getForm({ object: distribution })])
  await change('PATCH', distribution, target(form, wanted))
  const { repository, repository_version, publication, checkpoint } = before
  return () => change('PATCH', distribution, target(form, { repository, repository_version, publication, checkpoint }))
}

/** Makes a distribution show one version, whatever comes later. Answers what points it back. */
export function serveVersion(distribution: string, version: string): Promise<() => Promise<unknown>> {
  return point(distribution, { repository_version: version })
}

/** Makes a distribution show whatever is newest. Answers what points it back. */
export function serveNewest(distribution: string, repository: string): Promise<() => Promise<unknown>> {
  return point(distribution, { repository })
}

/** The address of the list that an object is in. */
export function collectionOf(href: string): string {
  return href.replace(/[^/]+\/$/, '')
}

/** Every object of a list; nobody has so many that they need paging on screen. */
export function useList<T>(path: string | null) {
  return useQuery({
    queryKey: ['list', path],
    queryFn: async () => (await get<Page<T>>(path ?? '', { limit: '1000', ordering: 'name' })).results,
    enabled: path !== null,
  })
}
