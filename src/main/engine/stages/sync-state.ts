/** What the last complete sync of a repository found, so that the next one may end early (Pulp: optimize). */
import { isDeepStrictEqual } from 'node:util'
import { uuidToBlob } from '../db/column.ts'
import type { Catalogue } from '../db/catalogue.ts'
import type { RemoteInstance, RepositoryInstance } from '../db/masters.ts'
import type { SyncInput } from '../plugin/declaration.ts'
import { IN_VERSION, latestVersion } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'

/** A digest of upstream's metadata, and the plugin's own settings that a sync depends on; plain JSON. */
export type SyncFacts = Readonly<Record<string, unknown>>

interface RawState {
  version: number
  facts: string
  missing: number
}

/**
 * Whether a sync would find nothing to do: it may (`optimize`), upstream and every setting are as at the last complete sync, nobody
 * changed the repository since, no file got lost, and none waits in quarantine. Reports the skip when so.
 */
export function skipUnchanged(
  context: TaskContext,
  repository: RepositoryInstance,
  remote: RemoteInstance,
  input: SyncInput,
  facts: SyncFacts,
): boolean {
  if (!input.optimize || !isUnchanged(context.catalogue, repository, allFacts(repository, remote, input, facts)))
    return false
  context
    .progress({
      message: 'Skipping Sync (no change from previous sync)',
      code: 'sync.was_skipped',
      total: 1,
      done: 1,
    })
    .finish()
  return true
}

/**
 * Whether the repository holds exactly what the last complete sync made of it under the same settings, so that only what has changed upstream
 * need be looked at. The facts in `changing` may differ.
 */
export function followsLastSync(
  context: TaskContext,
  repository: RepositoryInstance,
  remote: RemoteInstance,
  input: SyncInput,
  facts: SyncFacts,
  changing: readonly string[],
): boolean {
  const all = allFacts(repository, remote, input, facts)
  return input.optimize && isUnchanged(context.catalogue, repository, all, changing)
}

/** Keeps what a complete sync found. */
export function rememberSync(
  catalogue: Catalogue,
  repository: RepositoryInstance,
  remote: RemoteInstance,
  input: SyncInput,
  facts: SyncFacts,
): void {
  const { number } = latestVersion(catalogue, repository.pulp_id)
  catalogue
    .prepare(
      `INSERT INTO core_syncstate (repository_id, pulp_last_updated, version, facts, missing) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (repository_id) DO UPDATE SET pulp_last_updated = excluded.pulp_last_updated, version = excluded.version,
         facts = excluded.facts, missing = excluded.missing`,
    )
    .run(
      uuidToBlob(repository.pulp_id),
      Date.now(),
      number,
      JSON.stringify(allFacts(repository, remote, input, facts)),
      missingFiles(catalogue, repository, number),
    )
}

function isUnchanged(
  catalogue: Catalogue,
  repository: RepositoryInstance,
  facts: SyncFacts,
  changing: readonly string[] = [],
): boolean {
  const id = uuidToBlob(repository.pulp_id)
  const state = catalogue.prepare('SELECT version, facts, missing FROM core_syncstate WHERE repository_id = ?').get(id)
  if (!state) return false
  const { version, facts: known, missing } = state as RawState
  if (latestVersion(catalogue, repository.pulp_id).number !== version) return false
  const compared = (text: string): object => {
    const entries = Object.entries(JSON.parse(text) as SyncFacts)
    return Object.fromEntries(entries.filter(([name]) => !changing.includes(name)))
  }
  if (!isDeepStrictEqual(compared(known), compared(JSON.stringify(facts)))) return false
  if (catalogue.prepare('SELECT 1 FROM core_quarantinedunit WHERE repository_id = ? LIMIT 1').get(id)) return false
  return missingFiles(catalogue, repository, version) <= missing
}

/** Settings of the core that change what a sync makes of the same upstream. */
function allFacts(
  repository: RepositoryInstance,
  remote: RemoteInstance,
  { mirror }: SyncInput,
  facts: SyncFacts,
): SyncFacts {
  const { pulp_id, url, policy, include, exclude } = remote
  const { retain_package_versions: keep = 0 } = repository as { retain_package_versions?: number }
  return { ...facts, core: { remote: pulp_id, url, policy, include, exclude, mirror, keep } }
}

function missingFiles(catalogue: Catalogue, repository: RepositoryInstance, version: number): number {
  const sql = `SELECT COUNT(*) AS n FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} AND ca.artifact_id IS NULL`
  return (catalogue.prepare(sql).get(uuidToBlob(repository.pulp_id), version, version) as { n: number }).n
}
