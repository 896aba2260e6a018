import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { OWN_API_ROOT } from '#shared/wire'
import type { ApiClient } from '../client/api-client.ts'
import { formatBytes, formatCount } from '../format.ts'

/** What was fetched from upstreams. */
export interface Traffic {
  requests: number
  bytes: number
}

export interface MirrorSummary {
  name: string
  packages: number
  /** Stored bytes of the mirror. */
  bytes: number
  seconds: number
  version: number | null
  /** Number of the version this run made; null when nothing changed. */
  new_version: number | null
  /** What this run fetched; null where it is not counted. */
  fetched: Traffic | null
}

export function summarize(
  mirror: MirrorBody,
  task: TaskBody,
  milliseconds: number,
  before: Traffic | null,
  after: Traffic | null,
): MirrorSummary {
  const latest = mirror.latest_version
  const made = latest !== null && task.created_resources.includes(latest.pulp_href)
  const fetched =
    before && after ? { requests: after.requests - before.requests, bytes: after.bytes - before.bytes } : null
  return {
    name: mirror.name,
    packages: latest?.content_count ?? 0,
    bytes: mirror.size.stored,
    seconds: milliseconds / 1000,
    version: latest?.number ?? null,
    new_version: made ? latest.number : null,
    fetched,
  }
}

/** What the lines about a sync say. */
export function lineValues(summary: MirrorSummary): Record<string, string | number> {
  return {
    name: summary.name,
    packages: summary.packages,
    version: formatCount(summary.version ?? 0),
    bytes: formatBytes(summary.bytes),
    seconds: summary.seconds,
    fetched: summary.fetched ? formatBytes(summary.fetched.bytes) : 'unknown',
  }
}

/** What the data folder's engine fetched so far; null where it does not count. */
export async function traffic(client: ApiClient): Promise<Traffic | null> {
  const answer = await client.request({ method: 'GET', path: `${OWN_API_ROOT}traffic/` })
  return answer.status === 200 ? (answer.body as Traffic) : null
}
