import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { API_ROOT } from '#shared/wire'
import { type ApiClient, get, type Page } from '../client/api-client.ts'
import type { Field } from './operation.ts'

/** Where the objects are listed that a reference of the name may be to. */
const LISTS: Readonly<Record<string, string>> = {
  repository: 'repositories',
  remote: 'remotes',
  publication: 'publications',
  distribution: 'distributions',
  content_guard: 'contentguards',
  source_repo_version: 'repositories',
  dest_repo: 'repositories',
  signing_service: 'signing-services',
  // Versions are named `<repository>/<number>`.
  base_version: 'repositories',
  repository_version: 'repositories',
  repository_version_added: 'repositories',
  repository_version_removed: 'repositories',
}

/** The href of an object that is given by its name or its href. @throws StillwaterError `cli.no_such_object` */
export async function hrefOf(client: ApiClient, listPath: string, nameOrHref: string): Promise<string> {
  if (nameOrHref.startsWith('/')) return nameOrHref
  if (isUuid(nameOrHref)) return `${listPath}${nameOrHref}/`
  const [, repository, number] = /^(.*)\/(\d+)$/s.exec(nameOrHref) ?? []
  if (repository !== undefined && listPath.includes('/repositories/'))
    return `${await hrefOf(client, listPath, repository)}versions/${number}/`
  const query = { name: nameOrHref, limit: '1' }
  const { results } = await get<Page<{ pulp_href: string }>>(client, listPath, query)
  const kind = listPath.slice(API_ROOT.length).split('/')[0] ?? ''
  if (!results[0]) throw new StillwaterError('cli.no_such_object', { kind, name: nameOrHref })
  return results[0].pulp_href
}

/** A field's value with the name of another object replaced by its href: a field is a reference when its schema says so. */
export async function dereferenced(client: ApiClient, { name, schema }: Field, value: unknown): Promise<unknown> {
  const list = schema.format === 'uri' ? LISTS[name] : undefined
  if (list === undefined || typeof value !== 'string' || /^(\/|prn:)/.test(value)) return value
  return hrefOf(client, `${API_ROOT}${list}/`, value)
}
