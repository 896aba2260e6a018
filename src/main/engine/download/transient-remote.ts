import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { Remote, type RemoteInstance } from '../db/masters.ts'

/** A remote in memory only, with every limit at its default and no credentials: for an address that is fetched once. */
export function transientRemote(catalogue: Catalogue, url: string): RemoteInstance {
  const now = Date.now()
  const empty = Object.fromEntries(Object.keys(Remote.columns).map((name) => [name, null]))
  const row = {
    ...empty,
    pulp_id: uuidv7(),
    pulp_created: now,
    pulp_last_updated: now,
    pulp_type: '',
    name: url,
    url,
    pulp_labels: {},
    tls_validation: true,
    policy: 'immediate',
  }
  return Remote.instantiate(catalogue, row as unknown as RemoteInstance)
}
