import type { TaskProfile } from '#shared/api/task'
import type { Catalogue } from '../db/catalogue.ts'

/** Bytes below which a sync says more of its requests than of the line. */
const TELLING = 4_000_000
const LOOKED_AT = 200
const COUNTED = 5

/** What the last syncs that fetched much had per second, in the middle; null while there was none. */
export interface MeasuredRate {
  bytesPerSecond: number
  /** Whether all of them fetched from the host that was asked for. */
  isOfHost: boolean
}

/** Bytes per second that a sync may be expected to have: as the last ones had from the host, else from anywhere. */
export function measuredRate(catalogue: Catalogue, host: string | null): MeasuredRate | null {
  const sql = `SELECT p.profile FROM core_taskprofile p JOIN core_task t ON t.pulp_id = p.task_id
    WHERE t.state = 'completed' AND t.name LIKE '%.sync' ORDER BY t.pulp_id DESC LIMIT ?`
  const profiles = (catalogue.prepare(sql).all(LOOKED_AT) as { profile: string }[])
    .map(({ profile }) => JSON.parse(profile) as TaskProfile)
    .filter(({ bytes, run_ms: time }) => bytes >= TELLING && time > 0)
  const ofHost = profiles.filter(({ requests_by_host: hosts }) => host !== null && Object.hasOwn(hosts, host))
  const counted = (ofHost.length > 0 ? ofHost : profiles).slice(0, COUNTED)
  const rates = counted.map(({ bytes, run_ms: time }) => (bytes * 1000) / time).toSorted((a, b) => a - b)
  const middle = rates[Math.floor((rates.length - 1) / 2)]
  return middle === undefined ? null : { bytesPerSecond: Math.round(middle), isOfHost: ofHost.length > 0 }
}
