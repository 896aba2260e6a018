/** What the last complete sync of a repository found, so that the next one may end early (Pulp: optimize). */
import { isDeepStrictEqual } from 'node:util'
import { uuidToBlob } from '../db/column.ts'
import type { Catalogue } from '../db/catalogue.ts'
import type { RemoteInstance, RepositoryInstance } from '../db/masters.ts'
import type { SyncInput } from '../plugin/declaration.ts'
import { latestVersion } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'

/** A digest of upstream's metadata, and the plugin's own settings that a sync depends on; plain JSON. */
export type SyncFacts = Readonly<Record<string, unknown>>

interface RawState {
  version: number
  facts: string
  missing: number
  losses: number
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

/**
 * Keeps what a complete sync found.
 * @param follows whether it looked only at what has changed since the last one (`followsLastSync`): so do we, then
 */
export function rememberSync(
  catalogue: Catalogue,
  repository: RepositoryInstance,
  remote: RemoteInstance,
  input: SyncInput,
  facts: SyncFacts,
  follows = false,
): void {
  const { number } = latestVersion(catalogue, repository.pulp_id)
  const before = follows ? stateOf(catalogue, repository) : null
  const { missing, losses } = before
    ? { missing: before.missing + missingSince(catalogue, repository, before.version), losses: before.losses }
    : { missing: missingFiles(catalogue, repository, number), losses: timesLost(catalogue) }
  catalogue
    .prepare(
      `INSERT INTO core_syncstate (repository_id, pulp_last_updated, version, facts, missing, losses) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (repository_id) DO UPDATE SET pulp_last_updated = excluded.pulp_last_updated, version = excluded.version,
         facts = excluded.facts, missing = excluded.missing, losses = excluded.losses`,
    )
    .run(
      uuidToBlob(repository.pulp_id),
      Date.now(),
      number,
      JSON.stringify(allFacts(repository, remote, input, facts)),
      missing,
      losses,
    )
}

function stateOf(catalogue: Catalogue, { pulp_id }: RepositoryInstance): RawState | null {
  const sql = 'SELECT version, facts, missing, losses FROM core_syncstate WHERE repository_id = ?'
  return (catalogue.prepare(sql).get(uuidToBlob(pulp_id)) as RawState | undefined) ?? null
}

function isUnchanged(
  catalogue: Catalogue,
  repository: RepositoryInstance,
  facts: SyncFacts,
  changing: readonly string[] = [],
): boolean {
  const id = uuidToBlob(repository.pulp_id)
  const state = stateOf(catalogue, repository)
  if (!state) return false
  const { version, facts: known, missing, losses } = state
  if (latestVersion(catalogue, repository.pulp_id).number !== version) return false
  const compared = (text: string): object => {
    const entries = Object.entries(JSON.parse(text) as SyncFacts)
    return Object.fromEntries(entries.filter(([name]) => !changing.includes(name)))
  }
  if (!isDeepStrictEqual(compared(known), compared(JSON.stringify(facts)))) return false
  if (catalogue.prepare('SELECT 1 FROM core_quarantinedunit WHERE repository_id = ? LIMIT 1').get(id)) return false
  const lost = timesLost(catalogue)
  if (losses === lost) return true
  // A file was lost since, of whichever repository: each is looked at, once.
  if (missingFiles(catalogue, repository, version) > missing) return false
  catalogue.prepare('UPDATE core_syncstate SET losses = ? WHERE repository_id = ?').run(lost, id)
  return true
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

/** How often units of this catalogue have lost a file; counted by a trigger. */
function timesLost(catalogue: Catalogue): number {
  return catalogue.prepare('SELECT times FROM core_filesloss').pluck().get() as number
}

const MISSING = `SELECT COUNT(*) FROM core_repositorycontent m CROSS JOIN core_contentartifact ca ON ca.content_id = m.content_id
  WHERE m.repository_id = @repository AND ca.artifact_id IS NULL`

function count(catalogue: Catalogue, condition: string, { pulp_id }: RepositoryInstance, version: number): number {
  const bind = { repository: uuidToBlob(pulp_id), version }
  return catalogue.prepare(`${MISSING} AND ${condition}`).pluck().get(bind) as number
}

/** Files of a version that are not here. */
function missingFiles(catalogue: Catalogue, repository: RepositoryInstance, version: number): number {
  const condition = 'm.version_added <= @version AND (m.version_removed IS NULL OR m.version_removed > @version)'
  return count(catalogue, condition, repository, version)
}

/** How many more are not here in the newest version. Costs what has changed, along the indices that the plus signs leave. */
function missingSince(catalogue: Catalogue, repository: RepositoryInstance, version: number): number {
  const came = count(catalogue, 'm.version_added > @version AND +m.version_removed IS NULL', repository, version)
  return came - count(catalogue, 'm.version_removed > @version AND +m.version_added <= @version', repository, version)
}
