import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { Remote, type RemoteInstance } from '../db/masters.ts'

/** A remote in memory only, for an address that is fetched once: every limit at its default and no credentials, unless `values` say so. */
export function transientRemote(
  catalogue: Catalogue,
  url: string,
  values: Readonly<Record<string, unknown>> = {},
): RemoteInstance {
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
    ...values,
  }
  return Remote.instantiate(catalogue, row as unknown as RemoteInstance)
}
