import type { ApiRequest, ApiResponse } from '#shared/wire'
import { ApiProblem } from '../problem.ts'

export interface UploadOptions {
  /** POST unless said otherwise. */
  method?: string
  headers?: Readonly<Record<string, string>>
}

/** The API as a command sees it, whichever process answers. */
export interface ApiClient {
  /** Whether another process, a running host, answers; else the engine runs in this one for the time of the command. */
  readonly remote: boolean
  /** Href of the task that is waited for, while it is. */
  awaited?: string | null
  request(request: ApiRequest): Promise<ApiResponse>
  /** Sends a form with a file. @throws StillwaterError `cli.no_upload` when the client was not connected for that */
  upload(path: string, form: FormData, options?: UploadOptions): Promise<ApiResponse>
  /** Lets go; an engine of this process stops, cancelling what still runs. */
  close(): Promise<void>
}

/** The body of the answer. @throws ApiProblem when the request is refused */
export async function ask<T>(client: ApiClient, request: ApiRequest): Promise<T> {
  return bodyOf<T>(await client.request(request))
}

/** @throws ApiProblem when the request was refused */
export function bodyOf<T>(response: ApiResponse): T {
  if (response.status >= 400) throw new ApiProblem(response)
  return response.body as T
}

export function get<T>(client: ApiClient, path: string, query: Record<string, string | string[]> = {}): Promise<T> {
  return ask<T>(client, { method: 'GET', path, query })
}

export interface Page<T> {
  count: number
  next: string | null
  results: T[]
}

/** As many as the API gives at once. */
const PAGE = 1000

/** Every object of a list, page by page: what comes and goes meanwhile makes none appear twice or be left out. */
export async function getAll<T>(
  client: ApiClient,
  path: string,
  query: Record<string, string> = {},
  pageSize = PAGE,
): Promise<T[]> {
  const all: T[] = []
  let page = await get<Page<T>>(client, path, { ...query, limit: String(pageSize) })
  all.push(...page.results)
  while (page.next !== null) {
    const next = new URL(page.next, 'http://local')
    page = await get<Page<T>>(client, next.pathname, Object.fromEntries(next.searchParams))
    all.push(...page.results)
  }
  return all
}
